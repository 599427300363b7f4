/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.bench.Engine;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the documents of an index one after the other, at one point in time. */
public final class IndexScan {
  private static final int PAGE = 500;
  private static final String ALIVE = "5m";

  /** A restarted node has forgotten the point in time. */
  private static final int ATTEMPTS = 3;

  private final Cluster cluster;
  private final String index;
  private final List<String> fields;
  private final int most;

  /**
   * Of some fields of the first documents.
   *
   * @param fields of {@code _source}
   * @param most number of documents to read
   */
  public IndexScan(Cluster cluster, String index, List<String> fields, int most) {
    this.cluster = cluster;
    this.index = index;
    this.fields = fields;
    this.most = most;
  }

  /**
   * Reads the documents' {@code _source}, from the beginning again where a node forgot.
   *
   * @param fresh makes what takes the documents
   * @return the one that took all
   * @throws IOException when the cluster fails
   */
  public <T extends Consumer<JsonObject>> T read(Supplier<T> fresh) throws IOException {
    for (int i = 1; ; i++) {
      T reader = fresh.get();
      if (read(reader)) {
        return reader;
      }
      if (i == ATTEMPTS) {
        throw new IOException(
            "["
                + cluster.engine().url()
                + "] forgot a point in time of ["
                + index
                + "] "
                + i
                + " times");
      }
    }
  }

  /**
   * The text of a field of a {@code _source}, whose name may be a path with dots; the values of a
   * list are one text. Empty where there is none.
   */
  public static String text(JsonObject source, String field) {
    JsonElement value = source;
    for (String part : field.split("\\.", -1)) {
      boolean inside = value != null && value.isJsonObject();
      value = inside ? value.getAsJsonObject().get(part) : null;
    }
    value = source.has(field) ? source.get(field) : value;
    if (value == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (JsonElement each : value.isJsonArray() ? value.getAsJsonArray() : List.of(value)) {
      if (each.isJsonPrimitive()) {
        text.append(text.isEmpty() ? "" : " ").append(each.getAsString());
      }
    }
    return text.toString();
  }

  private boolean read(Consumer<JsonObject> reader) throws IOException {
    String path = "/" + URLEncoder.encode(index, StandardCharsets.UTF_8);
    String id =
        cluster
            .request("POST", path + "/_search/point_in_time?keep_alive=" + ALIVE, "")
            .get("pit_id")
            .getAsString();
    try {
      JsonArray after = null;
      int done = 0;
      while (done < most) {
        HttpResponse<String> response =
            cluster.send("POST", "/_search", page(id, after, Math.min(PAGE, most - done)));
        if (response.statusCode() == 404) {
          return false;
        }
        JsonArray hits = Engine.read(response).getAsJsonObject("hits").getAsJsonArray("hits");
        if (hits.isEmpty()) {
          break;
        }
        for (JsonElement hit : hits) {
          reader.accept(hit.getAsJsonObject().getAsJsonObject("_source"));
          done++;
        }
        after = hits.get(hits.size() - 1).getAsJsonObject().getAsJsonArray("sort");
      }
      return true;
    } finally {
      close(id);
    }
  }

  private String page(String id, JsonArray after, int size) {
    JsonObject pit = new JsonObject();
    pit.addProperty("id", id);
    pit.addProperty("keep_alive", ALIVE);
    JsonArray source = new JsonArray();
    fields.forEach(source::add);
    JsonArray sort = new JsonArray();
    sort.add("_shard_doc");
    JsonObject search = new JsonObject();
    search.addProperty("size", size);
    search.addProperty("track_total_hits", false);
    search.add("pit", pit);
    search.add("sort", sort);
    search.add("_source", source);
    if (after != null) {
      search.add("search_after", after);
    }
    return search.toString();
  }

  private void close(String id) {
    JsonArray ids = new JsonArray();
    ids.add(id);
    JsonObject body = new JsonObject();
    body.add("pit_id", ids);
    try {
      cluster.impatient().send("DELETE", "/_search/point_in_time", body.toString());
    } catch (IOException e) {
      // It ends by itself in a few minutes.
    }
  }
}
