/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.server.Node;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.pairs.IndexPairs;
import io.neuralsparse.tools.train.pairs.Mining;
import io.neuralsparse.tools.train.pairs.MiningPlan;
import io.neuralsparse.tools.train.pairs.PairLimits;
import io.neuralsparse.tools.train.pairs.PairProvenance;
import io.neuralsparse.tools.train.pairs.Preparation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Pairs of an index's documents, and hard negatives for them, on a node. */
record PairsOnNode(Node node, BeirCollection collection, Path folder) {
  private static final String INDEX = "articles";
  private static final PairProvenance PROVENANCE = new PairProvenance("test", "9.9");
  private static final int HITS = 12;

  /** Makes pairs, mines negatives, and leaves nothing on the node. */
  void check() throws IOException {
    List<String> lines = new ArrayList<>();
    for (BeirCollection.Document document : documents()) {
      JsonObject source = new JsonObject();
      source.addProperty("title", document.title());
      source.addProperty("text", document.text());
      lines.add("{\"index\": {}}");
      lines.add(source.toString());
    }
    assertFalse(
        node.http()
            .lines("/" + INDEX + "/_bulk?refresh=true", lines)
            .ok()
            .at("errors")
            .getAsBoolean());
    try (Engine engine = new Engine(node.url())) {
      Cluster cluster = new Cluster(engine, Duration.ofMinutes(1), line -> {});
      Path pairs = folder.resolve("pairs.jsonl");
      pairsAreOfTheDocuments(cluster, pairs);
      nothingIsLeftOfATest(cluster);
      negativesAreHits(cluster, pairs);
      aStoppedRunGoesOn(cluster, pairs);
    } finally {
      node.http().delete("/" + INDEX);
    }
  }

  /** Enough for some requests. */
  private List<BeirCollection.Document> documents() throws IOException {
    return collection.documents().subList(0, 100);
  }

  private static Preparation.IndexInput index(Cluster cluster) {
    List<IndexPairs.Fields> fields =
        List.of(new IndexPairs.Fields("title", "text"), new IndexPairs.Fields("", "text"));
    return new Preparation.IndexInput(cluster, new IndexPairs(INDEX, fields, 1, 1000));
  }

  private static List<JsonObject> objects(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static String text(JsonObject object, String key) {
    return object.get(key).getAsString();
  }

  private void pairsAreOfTheDocuments(Cluster cluster, Path file) throws IOException {
    new Preparation(PairLimits.DEFAULT, BadLines.fail(), Quiet.WATCH)
        .write(List.of(), Optional.of(index(cluster)), file, PROVENANCE);
    Map<String, String> texts = new HashMap<>();
    Set<String> titles = new HashSet<>();
    for (BeirCollection.Document document : documents()) {
      String title = String.join(" ", document.title().strip().split("\\s+"));
      texts.put(title, String.join(" ", document.text().strip().split("\\s+")));
      if (title.contains(" ")) {
        titles.add(title);
      }
    }
    int sentences = 0;
    for (JsonObject pair : objects(file)) {
      String query = text(pair, "query");
      String positive = text(pair, "positive");
      assertTrue(positive.split(" ").length <= 180);
      if (text(pair, "source").equals("articles:title-text")) {
        assertTrue(query, titles.remove(query));
        assertTrue(texts.get(query), texts.get(query).startsWith(positive));
      } else {
        assertEquals("articles:sentence-text", text(pair, "source"));
        sentences++;
        assertFalse(positive, positive.contains(query));
        String start = positive.substring(0, positive.indexOf(' ', 40));
        assertTrue(
            query,
            texts.values().stream()
                .anyMatch(whole -> whole.contains(query) && whole.contains(start)));
      }
    }
    assertEquals(Set.of(), titles);
    assertTrue("" + sentences, sentences > 100);
  }

  /** All documents are those of the collection, so that no pair may stay. */
  private void nothingIsLeftOfATest(Cluster cluster) throws IOException {
    Preparation preparation = new Preparation(PairLimits.DEFAULT, BadLines.fail(), Quiet.WATCH);
    preparation.exclude(collection);
    Path none = folder.resolve("none.jsonl");
    IOException e =
        assertThrows(
            IOException.class,
            () -> preparation.write(List.of(), Optional.of(index(cluster)), none, PROVENANCE));
    assertTrue(e.getMessage(), e.getMessage().startsWith("no pair is left: {read="));
    assertFalse(Files.exists(none));
  }

  private static MiningPlan plan(List<String> systems, int negatives, boolean keep) {
    return new MiningPlan(
        systems,
        1,
        HITS,
        negatives,
        OptionalDouble.of(0.5),
        new EvaluationPlan(1, 1, 0, 1, 2, 100, 1, Duration.ofMinutes(1), keep));
  }

  private static void mine(Cluster cluster, MiningPlan plan, Path pairs, Path to, Watch watch)
      throws IOException {
    new Mining(cluster, plan, BadLines.fail(), watch)
        .write(List.of(pairs.toString()), to, PROVENANCE);
  }

  /** What a line has is what a search for its query finds, less the positive. */
  private void negativesAreHits(Cluster cluster, Path pairs) throws IOException {
    Path mined = folder.resolve("bm25.jsonl");
    mine(cluster, plan(List.of("bm25"), HITS, true), pairs, mined, Quiet.WATCH);
    String index = node.http().get("/evaluate-mine-*").ok().body().keySet().iterator().next();
    List<JsonObject> lines = objects(mined);
    for (JsonObject line : List.of(lines.getFirst(), lines.get(7), lines.getLast())) {
      JsonObject match = new JsonObject();
      match.addProperty("text", text(line, "query"));
      Map<String, Double> found = new HashMap<>();
      for (JsonElement hit :
          node.http()
              .post(
                  "/" + index + "/_search?size=" + HITS, "{\"query\": {\"match\": " + match + "}}")
              .ok()
              .at("hits", "hits")
              .getAsJsonArray()) {
        String passage = text(hit.getAsJsonObject().getAsJsonObject("_source"), "text");
        double score = hit.getAsJsonObject().get("_score").getAsDouble();
        found.put(passage, score);
      }
      double most = 1.5 * found.get(text(line, "pos"));
      Set<String> right = runs(text(line, "pos"));
      Set<String> expected = new HashSet<>();
      found.forEach(
          (passage, score) -> {
            if (score <= most && runs(passage).stream().noneMatch(right::contains)) {
              expected.add(passage);
            }
          });
      assertTrue("" + expected.size(), expected.size() > 3);
      Set<String> negatives = new HashSet<>();
      line.getAsJsonArray("negs").forEach(each -> negatives.add(each.getAsString()));
      assertEquals(expected, negatives);
    }
    assertEquals(objects(pairs).size(), lines.size());
  }

  /** All twelve words in a row, as others would find them. */
  private static Set<String> runs(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{Nd}]+", " ").split(" ");
    Set<String> runs = new HashSet<>();
    for (int i = 0; i + 12 <= words.length; i++) {
      runs.add(String.join(" ", Arrays.copyOfRange(words, i, i + 12)));
    }
    return runs;
  }

  private void aStoppedRunGoesOn(Cluster cluster, Path pairs) throws IOException {
    MiningPlan plan = plan(List.of("bm25", "lexical"), 4, false);
    Path whole = folder.resolve("whole.jsonl");
    mine(cluster, plan, pairs, whole, Quiet.WATCH);
    assertEquals("those that were kept are used, and go", "{}", indices());
    Path stopped = folder.resolve("stopped.jsonl");
    List<String> said = new ArrayList<>();
    Thread self = Thread.currentThread();
    assertThrows(
        InterruptedIOException.class,
        () -> mine(cluster, plan, pairs, stopped, at(0.4, self::interrupt, said)));
    assertTrue(Thread.interrupted());
    assertEquals("{}", indices());
    assertFalse(Files.exists(stopped));
    try (Stream<Path> files = Files.list(folder)) {
      Path part =
          files
              .filter(file -> file.getFileName().toString().startsWith(".stopped"))
              .findFirst()
              .orElseThrow();
      Files.writeString(part, "{\"half a li", StandardOpenOption.APPEND);
    }
    mine(cluster, plan, pairs, stopped, at(2, () -> {}, said));
    assertEquals(said.toString(), 2, said.size());
    assertEquals("interrupted; the same command goes on where this stopped", said.getFirst());
    assertTrue(said.getLast(), said.getLast().matches("going on behind line [1-9][0-9]*0 of .*"));
    assertEquals(Files.readString(whole), Files.readString(stopped));
    assertEquals("{}", indices());
    JsonArray negatives = objects(whole).getFirst().getAsJsonArray("negs");
    assertEquals(4, negatives.size());
    assertNotEquals(negatives.get(0), negatives.get(1));
  }

  private String indices() {
    return node.http().get("/evaluate-*").ok().text();
  }

  /** Does something when a share of the queries is searched. */
  private static Watch at(double some, Runnable action, List<String> said) {
    return new Watch() {
      @Override
      public void at(String what, double share, String note) {
        if (what.equals("mining") && share > some) {
          action.run();
        }
      }

      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }
}
