/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.table;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.data.Batch;
import io.neuralsparse.tools.train.data.BatchPlan;
import io.neuralsparse.tools.train.data.Batches;
import io.neuralsparse.tools.train.data.TokenTable;
import io.neuralsparse.tools.train.data.TrainingSet;
import java.util.Arrays;
import java.util.BitSet;

/** Learns a model's query weights from pairs, its network as it is. */
public final class QueryTableLearner {
  /** Is told how it goes. */
  public interface Progress {
    /** So large a share of the documents is encoded. */
    void encoded(double share);

    /** A step is taken. */
    void learned(int step, double loss);
  }

  private final TrainingSet set;
  private final Vocabulary vocabulary;
  private final BitSet special = new BitSet();

  /**
   * A learner.
   *
   * @param set of pairs, tokenised by the model's tokeniser
   */
  public QueryTableLearner(TrainingSet set, Vocabulary vocabulary) {
    this.set = set;
    this.vocabulary = vocabulary;
    Arrays.stream(vocabulary.specialIds()).forEach(special::set);
  }

  /**
   * Encodes all documents, then learns: from the mean of the model's table and that which the
   * documents' frequencies give, on batches of one source each.
   *
   * @param batch queries of a step
   * @return a weight for each id
   */
  public float[] learn(
      IdfTable table,
      DocumentEncoder encoder,
      TablePlan plan,
      int batch,
      long seed,
      Progress progress) {
    int texts = set.texts().size();
    DocumentVectors documents =
        DocumentVectors.of(texts, set.documentTokens(), encoder, vocabulary, progress::encoded);
    QueryTable learned = new QueryTable(plan, blended(table.weights(vocabulary.size()), texts));
    Batches batches = new Batches(set, new BatchPlan(batch, 0, BatchPlan.Mixing.ONE_SOURCE), seed);
    for (int step = 0; step < plan.steps(); step++) {
      Batch next = batches.get(step);
      int[][] queries =
          Arrays.stream(next.queries())
              .mapToObj(text -> QueryTable.distinct(set.queryTokens().get(text), special))
              .toArray(int[][]::new);
      BatchScores scores = new BatchScores(queries, next.documents(), next::isPositive, documents);
      progress.learned(step + 1, learned.step(scores));
    }
    return learned.weights();
  }

  private float[] blended(float[] first, int texts) {
    TokenTable tokens = set.documentTokens();
    int[] frequencies = new int[first.length];
    int documents = 0;
    for (int text = 0; text < texts; text++) {
      if (tokens.has(text)) {
        documents++;
        Arrays.stream(tokens.get(text)).distinct().forEach(id -> frequencies[id]++);
      }
    }
    return QueryTable.blended(first, id -> frequencies[id], documents, special);
  }
}
