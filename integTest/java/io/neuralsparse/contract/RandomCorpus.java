/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import io.neuralsparse.contract.Oracle.Scored;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * Whole rankings, scores and totals of random queries with random options, over some thousand
 * documents in several segments, with nested objects, updates and deletions. The seed is printed;
 * {@code -Dneural_sparse.seed=…} repeats a run.
 */
@RunWith(Parameterized.class)
public final class RandomCorpus {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final int DOCS = 3000;
  private static final int QUERIES = 100;
  private static final long SEED = Long.getLong("neural_sparse.seed", System.nanoTime());
  private static final String LOOSE_SEGMENTS =
      "'number_of_replicas': 0, 'refresh_interval': '-1', 'merge.policy.segments_per_tier': 30";

  private static final String NESTED = "random-nested";

  private static Map<String, Float> words;
  private static RandomDocs docs;
  private static List<Index> indices;

  public RandomCorpus(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) {
    System.err.println("RandomCorpus: -Dneural_sparse.seed=" + SEED);
    Http http = Servers.http(version);
    words = Vocabularies.words(Servers.node(version), 600);
    docs = new RandomDocs(SEED, List.copyOf(words.keySet()));
    letShortListsBeSkipped(http);
    indices =
        List.of(
            index(http, NESTED, "'number_of_shards': 1", Doc.PROPERTIES),
            index(http, "random-flat", "'number_of_shards': 1", Doc.FLAT_PROPERTIES),
            index(http, "random-shards", "'number_of_shards': 3", Doc.FLAT_PROPERTIES),
            index(
                http,
                "random-slices",
                "'number_of_shards': 1, 'search.concurrent_segment_search.mode': 'all'",
                Doc.FLAT_PROPERTIES));
    for (int rest = DOCS; rest > 0; ) {
      int count = Math.min(rest, 100 + docs.random().nextInt(900));
      List<Doc> added = docs.next(count);
      indices.forEach(index -> index.add(added));
      rest -= count;
    }
    change();
    for (Index index : indices) {
      assertTrue(index.name(), segments(http, index) > 1);
    }
  }

  private static Index index(Http http, String name, String settings, String properties) {
    return Index.create(http, name, "{" + settings + ", " + LOOSE_SEGMENTS + "}", properties);
  }

  /** Lets the node use all it has for large indices on this small one. */
  private static void letShortListsBeSkipped(Http http) {
    JsonObject settings = new JsonObject();
    http
        .get("/_cluster/settings?include_defaults=true&flat_settings=true")
        .ok()
        .at("defaults")
        .getAsJsonObject()
        .keySet()
        .stream()
        .filter(key -> key.startsWith("neural_sparse.block_max.min_"))
        .forEach(key -> settings.addProperty(key, 1));
    if (!settings.isEmpty()) {
      http.put("/_cluster/settings", "{\"persistent\": " + settings + "}").ok();
    }
  }

  private static int segments(Http http, Index index) {
    return http.get("/" + index.name() + "/_stats/segments")
        .ok()
        .at("_all", "primaries", "segments", "count")
        .getAsInt();
  }

  /** Replaces some documents and deletes others. */
  private static void change() {
    Random random = docs.random();
    List<Doc> changed = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (Doc doc : indices.get(0).docs()) {
      int lot = random.nextInt(10);
      if (lot == 0) {
        gone.add(doc.id());
      } else if (lot == 1) {
        changed.add(docs.again(doc));
      }
    }
    for (Index index : indices) {
      index.add(changed);
      index.remove(gone);
    }
  }

  @Test
  public void everyQueryGivesWhatTheOracleSays() {
    RandomQueries queries = new RandomQueries(docs, words);
    for (int i = 0; i < QUERIES; i++) {
      Index index = indices.get(docs.random().nextInt(indices.size()));
      RandomQueries.Question question = queries.next(index.name().equals(NESTED));
      try {
        check(index, question.json(), question.formula());
      } catch (AssertionError e) {
        throw new AssertionError(
            "seed " + SEED + ", query " + i + " on " + index.name() + ": " + question.json(), e);
      }
    }
  }

  private static void check(Index index, String query, ToDoubleFunction<Doc> formula) {
    List<Scored> ranking = index.ranking(formula);
    String head = "'_source': false, 'query': " + query;
    Answer whole = index.search("{'size': 10000, " + head + "}");
    Index.assertHits(ranking, whole);
    assertTotal(ranking.size(), "eq", whole);
    Random random = docs.random();
    int size = random.nextInt(3) == 0 ? 100 + random.nextInt(400) : random.nextInt(20);
    int from = random.nextInt(3) == 0 ? random.nextInt(50) : 0;
    String page = head + ", 'from': " + from + ", 'size': " + size;

    // The best of all are the same as the best alone, ties included.
    List<String> due = Index.ids(whole).stream().skip(from).limit(size).toList();
    for (String option : List.of("", ", 'track_total_hits': false", ", 'track_total_hits': 7")) {
      Answer answer = index.search("{" + page + option + "}");
      Index.assertPage(ranking, from, size, answer);
      assertEquals(due, Index.ids(answer));
      if (option.contains("7")) {
        assertTotal(Math.min(7, ranking.size()), ranking.size() > 7 ? "gte" : "eq", answer);
      }
    }
    Answer sorted =
        index.search("{" + page + ", 'sort': ['_score', {'n': 'desc'}], 'track_scores': true}");
    Index.assertPage(ranking, from, size, sorted);
    withFilter(index, page, from, size, ranking);
    withLeastScore(index, page, from, size, ranking);
  }

  /** A filter after the query takes hits away, and leaves the aggregations alone. */
  private static void withFilter(
      Index index, String page, int from, int size, List<Scored> ranking) {
    Answer answer =
        index.search(
            "{"
                + page
                + ", 'post_filter': {'terms': {'group': ['y', 'z']}}, 'aggs': {'g': {'terms':"
                + " {'field': 'group'}}, 'n': {'max': {'field': 'n'}}}}");
    List<Scored> left = ranking.stream().filter(s -> s.doc().in("y") || s.doc().in("z")).toList();
    Index.assertPage(left, from, size, answer);
    assertTotal(left.size(), "eq", answer);
    for (var bucket : answer.at("aggregations", "g", "buckets").getAsJsonArray()) {
      String group = bucket.getAsJsonObject().get("key").getAsString();
      assertEquals(
          ranking.stream().filter(s -> s.doc().in(group)).count(),
          bucket.getAsJsonObject().get("doc_count").getAsLong());
    }
    if (!ranking.isEmpty()) {
      assertEquals(
          ranking.stream().mapToInt(s -> s.doc().n()).max().orElseThrow(),
          answer.at("aggregations", "n", "value").getAsInt());
    }
  }

  /** A least score that lies clearly between two scores of the ranking. */
  private static void withLeastScore(
      Index index, String page, int from, int size, List<Scored> ranking) {
    int place = ranking.isEmpty() ? 0 : docs.random().nextInt(ranking.size());
    while (place > 0 && ranking.get(place - 1).score() <= 1.001 * ranking.get(place).score()) {
      place--;
    }
    if (place == 0) {
      return;
    }
    double least = (ranking.get(place - 1).score() + ranking.get(place).score()) / 2;
    Answer answer = index.search("{" + page + ", 'min_score': " + least + "}");
    Index.assertPage(ranking.subList(0, place), from, size, answer);
    assertTotal(place, "eq", answer);
  }

  private static void assertTotal(int value, String relation, Answer answer) {
    assertEquals(value, answer.at("hits", "total", "value").getAsInt());
    assertEquals(relation, answer.at("hits", "total", "relation").getAsString());
  }
}
