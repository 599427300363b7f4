/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.EvaluationSession;
import io.neuralsparse.tools.evaluate.ExpectedFigures;
import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.SystemResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.Test;

/**
 * The whole of SciFact through a real node, against figures that were measured elsewhere, which are
 * in the resources. Skipped where the collection is not at hand.
 */
public final class ScifactIT {
  @Test
  public void figuresAreWhatWasFoundElsewhere() throws Exception {
    Path data = Path.of(System.getProperty("neural_sparse.shared"), "data", "scifact");
    assumeTrue("skipped: no SciFact in " + data.normalize(), Files.isDirectory(data));
    Path expected =
        Path.of(
                Objects.requireNonNull(getClass().getResource("/expected/scifact.bm25.json"))
                    .toURI())
            .getParent();
    BeirCollection collection = BeirCollection.read(data, "test");
    assertEquals(300, collection.queries().size());
    List<String> systems = List.of("bm25", "bm25-standard", "lexical");
    try (Node node = Node.start(NodeOptions.of(Distribution.versions().getLast()).heap("1g"))) {
      Evaluation evaluation =
          new EvaluationSession(
                  new Engine(node.url()),
                  collection,
                  systems,
                  EvaluationPlan.DEFAULT.untimed(),
                  new EvaluationSession.Files(
                      Optional.empty(), Optional.of(expected), Optional.empty()),
                  Quiet.WATCH)
              .run("test", Map.of());
      assertEquals(5183, evaluation.collection().documents());
      assertEquals(List.of(), ExpectedFigures.drift(evaluation));
      for (SystemResult system : evaluation.systems()) {
        assertTrue(
            system.name(),
            system.relevance().expected().stream()
                .anyMatch(figure -> figure.kind().equals("expected")));
      }
    }
  }
}
