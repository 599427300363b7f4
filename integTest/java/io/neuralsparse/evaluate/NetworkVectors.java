/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Node;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.EvaluationSession;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.SystemResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a network makes of documents in the node, and in the evaluation itself; the documents of the
 * sample have several windows each with the network's made-up tokeniser.
 */
record NetworkVectors(Node node, BeirCollection sample, Path temporary) {
  private static final String MODEL = "small";
  private static final int DOCUMENTS = 6;

  /** Cosines of vectors in eight bits with those in floats. */
  private static final double ALIKE = 0.98;

  /** The same vectors where precision and windows are the same, and others where they are not. */
  void check() throws IOException {
    Path folder = temporary.resolve(MODEL);
    RandomFolder.of(PublishedModel.named("small-bert")).write(folder, share -> {});
    node.addConfig("neural-sparse/models/" + MODEL, folder);
    Map<String, JsonObject> inNode = vectors("");
    assertSame(inNode, vectors("+precision=int8"));
    Map<String, JsonObject> truncated = vectors("+long_text=truncate");
    assertSame(truncated, vectors("+precision=int8+long_text=truncate"));
    assertTrue(cosine(inNode, truncated) < 1 - 1e-6);
    double rounding = cosine(inNode, vectors("+precision=fp32"));
    assertTrue("" + rounding, rounding > ALIKE && rounding < 1 - 1e-9);
  }

  /** The vectors of an index that an evaluation makes. */
  private Map<String, JsonObject> vectors(String options) throws IOException {
    EvaluationPlan plan = new EvaluationPlan(10, 10, 0, 1, 2, 5, 10, Duration.ofMinutes(1), true);
    EvaluationSession.Files files =
        new EvaluationSession.Files(Optional.of(temporary), Optional.empty(), Optional.empty());
    List<String> systems = List.of(MODEL + options);
    Engine engine = new Engine(node.url());
    Evaluation evaluation =
        new EvaluationSession(engine, few(), systems, plan, files, Quiet.WATCH)
            .run("test", Map.of());
    SystemResult system = evaluation.systems().getFirst();
    assertTrue(system.cost().flops() > 0);
    Map<String, JsonObject> vectors = new HashMap<>();
    JsonArray hits =
        node.http()
            .get("/evaluate-*/_search?size=" + DOCUMENTS)
            .ok()
            .at("hits", "hits")
            .getAsJsonArray();
    for (JsonElement each : hits) {
      JsonObject hit = each.getAsJsonObject();
      JsonObject source = hit.getAsJsonObject("_source");
      vectors.put(hit.get("_id").getAsString(), source.getAsJsonObject("text_sparse"));
    }
    assertEquals(DOCUMENTS, vectors.size());
    EvaluationSession.clean(engine);
    return vectors;
  }

  /** The first documents of the sample, and a query. */
  private BeirCollection few() throws IOException {
    Path folder = temporary.resolve("few");
    Files.createDirectories(folder.resolve("qrels"));
    Files.writeString(folder.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\td\t1\n");
    Files.writeString(folder.resolve("queries.jsonl"), "{\"_id\":\"q\",\"text\":\"abc def\"}\n");
    List<String> lines = Files.readAllLines(sample.corpus());
    Files.write(folder.resolve("corpus.jsonl"), lines.subList(0, DOCUMENTS));
    return BeirCollection.read(folder, "test");
  }

  private static void assertSame(Map<String, JsonObject> expected, Map<String, JsonObject> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (id, vector) -> {
          assertTrue(vector.size() > 9);
          assertEquals(vector.keySet(), actual.get(id).keySet());
          vector
              .keySet()
              .forEach(
                  token ->
                      assertEquals(weight(vector, token), weight(actual.get(id), token), 1e-5));
        });
  }

  private static double weight(JsonObject vector, String token) {
    return vector.has(token) ? vector.get(token).getAsDouble() : 0;
  }

  /** Of all vectors as one. */
  private static double cosine(Map<String, JsonObject> left, Map<String, JsonObject> right) {
    return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
  }

  private static double product(Map<String, JsonObject> left, Map<String, JsonObject> right) {
    double sum = 0;
    for (Map.Entry<String, JsonObject> each : left.entrySet()) {
      for (String token : each.getValue().keySet()) {
        sum += weight(each.getValue(), token) * weight(right.get(each.getKey()), token);
      }
    }
    return sum;
  }
}
