/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.zip.CRC32;

/**
 * The indices of a workload on one engine, one for each layout. The documents are sent once; all
 * layouts are made from that index by cloning, splitting, merging and deleting. What an index holds
 * is written into its mapping when it is complete, so that later runs find it.
 *
 * <p>Fields: {@code text} (standard analyzer), {@code vector} (rank_features), {@code kept} (the
 * filters that keep the document), {@code percent}.
 */
final class Indices {
  /** What a copy does not take over, or must not: the base is for quick loading. */
  private static final String COPIED =
      "\"index.blocks.write\": null, \"index.number_of_replicas\": 0,"
          + " \"index.refresh_interval\": \"-1\","
          + " \"index.merge.policy.max_merge_at_once\": null,"
          + " \"index.merge.policy.segments_per_tier\": null,"
          + " \"index.translog.durability\": null";

  private final Engine engine;
  private final Workload workload;
  private final boolean vectorsInSource;
  private final String base;

  Indices(Engine engine, Workload workload, boolean vectorsInSource) {
    this.engine = engine;
    this.workload = workload;
    this.vectorsInSource = vectorsInSource;
    CRC32 digest = new CRC32();
    digest.update(description().getBytes(StandardCharsets.UTF_8));
    base = String.format(Locale.ROOT, "bench-%08x", digest.getValue());
  }

  private String description() {
    return workload.description() + (vectorsInSource ? ", vectors in _source" : "");
  }

  /** The name of the index that holds all documents, as they were sent. */
  String base() {
    return base;
  }

  /**
   * The index of a layout; made if it is not there.
   *
   * @return its name
   */
  String get(Layout layout, DoubleConsumer progress) throws BenchmarkException {
    String name = base + "-" + layout.shards() + "-" + layout.segments() + "-" + layout.deletions();
    if (isComplete(name)) {
      return name;
    }
    load(progress);
    delete(name);
    boolean split = layout.shards() > 1;
    engine.request(
        "POST",
        "/" + base + (split ? "/_split/" : "/_clone/") + name + "?wait_for_active_shards=1",
        "{\"settings\": {"
            + COPIED
            + (split ? ", \"index.number_of_shards\": " + layout.shards() : "")
            + "}}");
    awaitGreen(name);
    if (layout.segments() > 0) {
      engine.request("POST", "/" + name + "/_forcemerge?max_num_segments=" + layout.segments(), "");
    }
    if (layout.deletions() > 0) {
      int from = 100 - layout.deletions();
      engine.request(
          "POST",
          "/" + name + "/_delete_by_query?scroll_size=5000",
          "{\"query\": {\"range\": {\"percent\": {\"gte\": " + from + "}}}}");
    }
    engine.request("POST", "/" + name + "/_flush", "");
    engine.request("POST", "/" + name + "/_refresh", "");
    complete(name);
    return name;
  }

  /** An index for changes: a copy of the layout's that is made anew at each call. */
  String copy(Layout layout, DoubleConsumer progress) throws BenchmarkException {
    String original = get(layout, progress);
    String name = original + "-changed";
    delete(name);
    block(original, "true");
    engine.request(
        "POST",
        "/" + original + "/_clone/" + name + "?wait_for_active_shards=1",
        "{\"settings\": {" + COPIED + "}}");
    awaitGreen(name);
    return name;
  }

  /** The bytes of an index on the disk. */
  long bytes(String name) throws BenchmarkException {
    JsonObject stats = engine.request("GET", "/" + name + "/_stats/store", "");
    return stats
        .getAsJsonObject("_all")
        .getAsJsonObject("primaries")
        .getAsJsonObject("store")
        .get("size_in_bytes")
        .getAsLong();
  }

  /** The number of segments with documents in an index. */
  int segments(String name) throws BenchmarkException {
    JsonObject stats = engine.request("GET", "/" + name + "/_stats/segments", "");
    return stats
        .getAsJsonObject("_all")
        .getAsJsonObject("primaries")
        .getAsJsonObject("segments")
        .get("count")
        .getAsInt();
  }

  void delete(String name) throws BenchmarkException {
    engine.request("DELETE", "/" + name + "?ignore_unavailable=true", "");
  }

  private void load(DoubleConsumer progress) throws BenchmarkException {
    if (isComplete(base)) {
      return;
    }
    delete(base);
    engine.request("PUT", "/" + base, settings());
    new IndexLoader(engine, workload, base).load(progress);
    engine.request("POST", "/" + base + "/_flush", "");
    engine.request("POST", "/" + base + "/_refresh", "");
    block(base, "true");
    complete(base);
  }

  private String settings() {
    return """
        {
          "settings": {
            "index.number_of_shards": 1, "index.number_of_replicas": 0,
            "index.refresh_interval": "-1", "index.translog.durability": "async",
            "index.merge.policy.max_merge_at_once": 50, "index.merge.policy.segments_per_tier": 50
          },
          "mappings": {
            "_source": { "excludes": [EXCLUDED] },
            "properties": {
              "text": { "type": "text" },
              "vector": { "type": "rank_features" },
              "kept": { "type": "keyword" },
              "percent": { "type": "integer" }
            }
          }
        }
        """
        .replace("EXCLUDED", vectorsInSource ? "" : "\"vector\"");
  }

  private void block(String name, String value) throws BenchmarkException {
    engine.request("PUT", "/" + name + "/_settings", "{\"index.blocks.write\": " + value + "}");
  }

  private void awaitGreen(String name) throws BenchmarkException {
    JsonObject health =
        engine.request("GET", "/_cluster/health/" + name + "?wait_for_status=green&timeout=5m", "");
    if (health.get("timed_out").getAsBoolean()) {
      throw new BenchmarkException("index [" + name + "] has not become green in five minutes");
    }
  }

  private void complete(String name) throws BenchmarkException {
    engine.request(
        "PUT",
        "/" + name + "/_mapping",
        "{\"_meta\": {\"of\": \""
            + name
            + "\", \"bench\": "
            + new JsonPrimitive(description())
            + "}}");
  }

  /** A copy has its original's notes, so the name is part of them. */
  private boolean isComplete(String name) throws BenchmarkException {
    if (!engine.succeeds("HEAD", "/" + name, "")) {
      return false;
    }
    JsonObject mapping =
        engine
            .request("GET", "/" + name + "/_mapping", "")
            .getAsJsonObject(name)
            .getAsJsonObject("mappings");
    JsonObject meta = mapping.has("_meta") ? mapping.getAsJsonObject("_meta") : new JsonObject();
    return meta.has("bench")
        && meta.get("bench").getAsString().equals(description())
        && meta.get("of").getAsString().equals(name);
  }
}
