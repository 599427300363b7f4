/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.demo;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import io.neuralsparse.beir.BeirCollection;
import io.neuralsparse.beir.Evaluation;
import io.neuralsparse.beir.Ingestion;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

/**
 * The whole of SciFact through the pipeline of a real node, with the demo's requests, against
 * figures that were measured elsewhere. Skipped where the collection is not at hand.
 */
public final class ScifactIT {
  @Test
  public void relevanceIsWhatTheFormulaGivesElsewhere() throws Exception {
    Path data = Path.of(System.getProperty("neural_sparse.shared"), "data", "scifact");
    assumeTrue("skipped: no SciFact in " + data.normalize(), Files.isDirectory(data));
    BeirCollection collection = BeirCollection.read(data, "test");
    assertEquals(5183, collection.documents().size());
    assertEquals(300, collection.queries().size());
    try (Node node = Node.start(NodeOptions.of(Distribution.versions().getLast()).heap("1g"))) {
      Request.pipeline("encode").send(node.http());
      Request.index("scifact", "encode").send(node.http());
      new Ingestion(node.http(), "scifact").send(collection.documents(), count -> {});
      Evaluation evaluation = new Evaluation(node.http(), "scifact", collection);
      // The same formula in another program, on the same data.
      assertEquals(0.664, evaluation.ndcg(Request::neuralSparse), 0.01);
      // Another node's BM25: the index and the judging are what they were there.
      assertEquals(0.661, evaluation.ndcg(t -> Request.match("text.standard", t)), 0.0015);
      assertEquals(0.683, evaluation.ndcg(t -> Request.match("text", t)), 0.0015);
    }
  }
}
