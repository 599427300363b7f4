/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.report.Case;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Queries that went badly, with the documents that tell why. */
final class Cases {
  private static final int WORST = 5;
  private static final int RELEVANT = 4;
  private static final int FOUND = 4;
  private static final int TEXT = 800;
  private static final int OTHERS = 10;

  private final Cluster cluster;
  private final BeirCollection collection;
  private final Map<String, TrecRun> runs;

  /**
   * Of some runs.
   *
   * @param runs by system's name
   */
  Cases(Cluster cluster, BeirCollection collection, Map<String, TrecRun> runs) {
    this.cluster = cluster;
    this.collection = collection;
    this.runs = runs;
  }

  /**
   * The worst queries of a system, then those that lost most against another.
   *
   * @param figures of the system, a query each
   * @param others those of the other system; null without one
   * @param against the name of the other system
   */
  List<Case> of(SystemRun system, double[] figures, double[] others, String against)
      throws IOException {
    List<Case> cases = new ArrayList<>();
    for (int i : lowest(figures)) {
      cases.add(one(system, collection.queries().get(i), null));
    }
    if (others != null) {
      double[] gains =
          IntStream.range(0, figures.length).mapToDouble(i -> figures[i] - others[i]).toArray();
      for (int i : lowest(gains)) {
        if (gains[i] < 0) {
          cases.add(one(system, collection.queries().get(i), against));
        }
      }
    }
    return cases;
  }

  private List<Integer> lowest(double[] figures) {
    return IntStream.range(0, figures.length)
        .filter(i -> collection.judgements().relevant(collection.queries().get(i).id()) > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> figures[i]))
        .limit(WORST)
        .toList();
  }

  private Case one(SystemRun system, BeirCollection.Query query, String against)
      throws IOException {
    Map<String, Integer> grades = collection.judgements().of(query.id());
    TrecRun run = runs.get(system.name());
    Set<String> ids = new LinkedHashSet<>();
    grades.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(RELEVANT)
        .forEach(each -> ids.add(each.getKey()));
    run.of(query.id()).stream().limit(FOUND).forEach(hit -> ids.add(hit.id()));
    Map<String, Float> tokens = new LinkedHashMap<>();
    system.queries().ifPresent(queries -> tokens.putAll(queries.of(query)));
    Map<String, JsonObject> sources = sources(system.index(), ids);
    List<Case.Document> documents = new ArrayList<>();
    for (String id : ids) {
      if (sources.containsKey(id)) {
        documents.add(document(query, id, sources.get(id), run, tokens));
      }
    }
    return new Case(query.id(), system.name(), against, weights(tokens), documents);
  }

  private Map<String, JsonObject> sources(String index, Set<String> ids) throws IOException {
    JsonArray list = new JsonArray();
    ids.forEach(list::add);
    JsonObject body = new JsonObject();
    body.add("ids", list);
    Map<String, JsonObject> sources = new HashMap<>();
    for (JsonElement each :
        cluster.request("POST", "/" + index + "/_mget", body.toString()).getAsJsonArray("docs")) {
      JsonObject document = each.getAsJsonObject();
      if (document.has("_source")) {
        sources.put(document.get("_id").getAsString(), document.getAsJsonObject("_source"));
      }
    }
    return sources;
  }

  private static String text(JsonObject source, String key) {
    return source.has(key) && !source.get(key).isJsonNull() ? source.get(key).getAsString() : "";
  }

  private Case.Document document(
      BeirCollection.Query query,
      String id,
      JsonObject source,
      TrecRun run,
      Map<String, Float> queryTokens) {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    runs.forEach(
        (name, each) -> {
          int rank = each.rank(query.id(), id);
          if (rank > 0) {
            ranks.put(name, rank);
          }
        });
    String title = text(source, "title");
    String text = text(source, SearchSystem.TEXT);
    String rest = text.startsWith(title) ? text.substring(title.length()).strip() : text;
    int rank = run.rank(query.id(), id);
    return new Case.Document(
        id,
        title,
        beginning(rest),
        collection.judgements().of(query.id()).get(id),
        ranks,
        rank == 0 ? null : (Double) (double) run.of(query.id()).get(rank - 1).score(),
        shown(source.getAsJsonObject(SearchSystem.VECTOR), queryTokens));
  }

  private static String beginning(String text) {
    if (text.length() <= TEXT) {
      return text;
    }
    // Not within a pair of surrogates.
    return text.substring(0, Character.isHighSurrogate(text.charAt(TEXT - 1)) ? TEXT - 1 : TEXT)
        + " ...";
  }

  /** The query's tokens that a document has, and its heaviest others; heaviest first. */
  private static List<Case.TokenWeight> shown(JsonObject vector, Map<String, Float> query) {
    if (vector == null) {
      return List.of();
    }
    Map<String, Float> all = new HashMap<>();
    vector.entrySet().forEach(each -> all.put(each.getKey(), each.getValue().getAsFloat()));
    List<Case.TokenWeight> sorted = weights(all);
    List<Case.TokenWeight> shown = new ArrayList<>();
    int others = 0;
    for (Case.TokenWeight each : sorted) {
      boolean asked = query.containsKey(each.token());
      others += asked ? 0 : 1;
      if (asked || others <= OTHERS) {
        shown.add(each);
      }
    }
    return shown;
  }

  private static List<Case.TokenWeight> weights(Map<String, Float> tokens) {
    return tokens.entrySet().stream()
        .map(each -> new Case.TokenWeight(each.getKey(), each.getValue()))
        .sorted(
            Comparator.comparingDouble(Case.TokenWeight::weight)
                .reversed()
                .thenComparing(Case.TokenWeight::token))
        .toList();
  }
}
