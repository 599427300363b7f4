/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The index of a system on a collection, and the pipeline that fills it, both of one name that
 * begins with {@value #PREFIX}. The mapping says when it is complete: one that is, is used again;
 * one that is not, is filled further.
 */
final class SystemIndex {
  /** What names of all indices and pipelines of evaluations begin with. */
  static final String PREFIX = "evaluate-";

  private static final String META = "neural_sparse_evaluate";
  private static final int LONGEST = 40;

  private final Cluster cluster;
  private final BeirCollection collection;
  private final Corpus.Survey corpus;
  private final SearchSystem system;
  private final int shards;
  private final String name;

  SystemIndex(
      Cluster cluster,
      BeirCollection collection,
      Corpus.Survey corpus,
      SearchSystem system,
      int shards) {
    this.cluster = cluster;
    this.collection = collection;
    this.corpus = corpus;
    this.system = system;
    this.shards = shards;
    CRC32 key = new CRC32();
    String identity = collection.name() + corpus + system.indexKey() + system.properties() + shards;
    key.update(identity.getBytes(StandardCharsets.UTF_8));
    this.name =
        PREFIX
            + plain(collection.name())
            + "-"
            + plain(system.base())
            + String.format(Locale.ROOT, "-%08x", key.getValue());
  }

  private static String plain(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  /** The name of index and pipeline. */
  String name() {
    return name;
  }

  /** What documents are sent to. */
  private String alias() {
    return name + "-documents";
  }

  /** What an index is found to be. */
  private enum State {
    ABSENT,
    INCOMPLETE,
    COMPLETE
  }

  /**
   * Makes and fills the index as far as that was not done.
   *
   * @param making is called before anything is made or changed
   * @return seconds that filling it took at one stretch, from the first document sent to the last
   *     answer; null where it was interrupted
   */
  Double fill(Ingestion.Sources sources, EvaluationPlan plan, Watch watch, Runnable making)
      throws IOException {
    State state = state();
    if (state == State.COMPLETE) {
      watch.say("[" + system.name() + "] index [" + name + "] is there");
      return seconds();
    }
    making.run();
    if (state == State.ABSENT) {
      create();
    } else {
      watch.say("[" + system.name() + "] index [" + name + "] is there in part: going on");
    }
    long begin = System.nanoTime();
    try (Corpus documents = Corpus.open(collection.corpus())) {
      new Ingestion(cluster, alias(), true, sources, plan.clients(), plan.bulk(), watch)
          .send(documents, corpus.documents(), state != State.ABSENT);
    }
    Double seconds = state == State.ABSENT ? (System.nanoTime() - begin) / 1e9 : null;
    complete(seconds);
    return seconds;
  }

  private State state() throws IOException {
    if (!cluster.exists("/" + name)) {
      return State.ABSENT;
    }
    return meta().get("complete").getAsBoolean() ? State.COMPLETE : State.INCOMPLETE;
  }

  private Double seconds() throws IOException {
    JsonElement seconds = meta().get("seconds");
    return seconds == null ? null : (Double) seconds.getAsDouble();
  }

  private JsonObject meta() throws IOException {
    JsonObject mappings =
        cluster
            .request("GET", "/" + name + "/_mapping", "")
            .getAsJsonObject(name)
            .getAsJsonObject("mappings");
    JsonObject meta = mappings.getAsJsonObject("_meta");
    if (meta == null || !meta.has(META)) {
      throw new IOException(
          "index [" + name + "] is there, but none of an evaluation: delete it or rename it");
    }
    return meta.getAsJsonObject(META);
  }

  private void create() throws IOException {
    JsonObject settings = new JsonObject();
    settings.addProperty("number_of_shards", shards);
    settings.addProperty("number_of_replicas", 0);
    settings.addProperty("refresh_interval", "-1");
    if (system.pipeline().isPresent()) {
      cluster.request("PUT", "/_ingest/pipeline/" + name, system.pipeline().get().toString());
      settings.addProperty("default_pipeline", name);
    }
    JsonObject mappings = meta(false, null);
    mappings.add("properties", system.properties());
    JsonObject aliases = new JsonObject();
    aliases.add(alias(), new JsonObject());
    JsonObject body = new JsonObject();
    body.add("aliases", aliases);
    body.add("settings", settings);
    body.add("mappings", mappings);
    cluster.request("PUT", "/" + name, body.toString());
  }

  private static JsonObject meta(boolean complete, Double seconds) {
    JsonObject state = new JsonObject();
    state.addProperty("complete", complete);
    if (seconds != null) {
      state.addProperty("seconds", seconds);
    }
    JsonObject meta = new JsonObject();
    meta.add(META, state);
    JsonObject mappings = new JsonObject();
    mappings.add("_meta", meta);
    return mappings;
  }

  /** One segment a shard, so that searches and sizes of systems compare. */
  private void complete(Double seconds) throws IOException {
    cluster.request("POST", "/" + name + "/_refresh", "");
    cluster.request("POST", "/" + name + "/_forcemerge?max_num_segments=1", "");
    cluster.request("POST", "/" + name + "/_flush?force=true", "");
    cluster.request("POST", "/" + name + "/_refresh", "");
    int count = cluster.request("GET", "/" + name + "/_count", "").get("count").getAsInt();
    if (count != corpus.documents()) {
      throw new IOException(
          "index ["
              + name
              + "] has "
              + count
              + " documents, ["
              + collection.corpus()
              + "] "
              + corpus.documents()
              + ": are there ids twice?");
    }
    cluster.request("PUT", "/" + name + "/_mapping", meta(true, seconds).toString());
  }

  /**
   * The size of its segments on disk, vectors in {@code _source} included; what {@code _stats} says
   * may be ten seconds old.
   */
  long bytes() throws IOException {
    JsonObject shards =
        cluster
            .request("GET", "/" + name + "/_segments", "")
            .getAsJsonObject("indices")
            .getAsJsonObject(name)
            .getAsJsonObject("shards");
    long bytes = 0;
    for (String shard : shards.keySet()) {
      JsonObject copy = shards.getAsJsonArray(shard).get(0).getAsJsonObject();
      JsonObject segments = copy.getAsJsonObject("segments");
      for (String segment : segments.keySet()) {
        bytes += segments.getAsJsonObject(segment).get("size_in_bytes").getAsLong();
      }
    }
    return bytes;
  }

  /** Deletes index and pipeline. */
  void delete() throws IOException {
    cluster.impatient().delete("/" + name);
    if (system.pipeline().isPresent()) {
      cluster.impatient().delete("/_ingest/pipeline/" + name);
    }
  }
}
