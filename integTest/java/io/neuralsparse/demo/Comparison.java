/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Http;
import io.neuralsparse.tools.evaluate.BeirCollection;
import java.util.List;
import java.util.Locale;

/**
 * The best documents of two searches side by side; a star marks those that people judged relevant.
 */
final class Comparison {
  private static final int TOP = 3;
  private static final int TITLE = 44;
  private static final String ROW = "  %s  %-" + (TITLE + 10) + "s  %s%n";

  private final Http http;
  private final String index;
  private final BeirCollection collection;

  Comparison(Http http, String index, BeirCollection collection) {
    this.http = http;
    this.index = index;
    this.collection = collection;
  }

  /** A heading and the rows of one query. */
  String of(BeirCollection.Query query) {
    List<String> sparse = rows(query, Request.neuralSparse(query.text()));
    List<String> bm25 = rows(query, Request.match("text", query.text()));
    StringBuilder table = new StringBuilder("\n\"" + query.text() + "\"\n");
    table.append(row(" ", "neural_sparse", "BM25"));
    for (int i = 0; i < Math.max(sparse.size(), bm25.size()); i++) {
      table.append(row(String.valueOf(i + 1), at(sparse, i), at(bm25, i)));
    }
    return table.toString();
  }

  private List<String> rows(BeirCollection.Query query, String search) {
    return Request.search(index, TOP, search)
        .send(http)
        .at("hits", "hits")
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .map(hit -> cell(query, hit))
        .toList();
  }

  private String cell(BeirCollection.Query query, JsonObject hit) {
    String title = hit.getAsJsonObject("_source").get("title").getAsString();
    return String.format(
        Locale.ROOT,
        "%6.2f %s %s",
        hit.get("_score").getAsFloat(),
        collection.grade(query, hit.get("_id").getAsString()) > 0 ? "*" : " ",
        title.length() > TITLE ? title.substring(0, TITLE - 3) + "..." : title);
  }

  private static String at(List<String> cells, int position) {
    return position < cells.size() ? cells.get(position) : "";
  }

  private static String row(String rank, String left, String right) {
    return String.format(Locale.ROOT, ROW, rank, left, right).stripTrailing() + "\n";
  }
}
