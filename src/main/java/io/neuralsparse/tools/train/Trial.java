/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Metric;
import io.neuralsparse.tools.train.data.TokenLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.DoubleConsumer;

/**
 * A collection that a network is tried on without a node: all documents are encoded, every query is
 * scored against all of them, and the rankings are judged as {@code neural-sparse evaluate} judges
 * them. A document with the id of the query is left out.
 */
final class Trial {
  private final BeirCollection collection;
  private final List<String> ids = new ArrayList<>();
  private final List<int[]> documents = new ArrayList<>();
  private final List<int[]> queries = new ArrayList<>();

  private Trial(BeirCollection collection) {
    this.collection = collection;
  }

  /**
   * What was found.
   *
   * @param ndcg mean NDCG@10 of the judged queries
   * @param flops as {@code docs/evaluation.md} has it; 0 of dense vectors
   * @param tokens mean of active tokens of a document; 0 of dense vectors
   */
  record Result(double ndcg, double flops, double tokens) {}

  /** Vectors, and what they say of a query. */
  interface Scorer {
    /**
     * Encodes all documents.
     *
     * @param documents token ids
     * @param progress is told the share that is done
     */
    void encode(List<int[]> documents, DoubleConsumer progress) throws IOException;

    /**
     * The scores of all documents.
     *
     * @param queries token ids, without special ones
     * @return for each query one a document; documents with 0 of sparse vectors are not found
     */
    Scores scores(List<int[]> queries) throws IOException;
  }

  /**
   * Scores of a collection.
   *
   * @param ofQuery gives the scores of all documents for the query of that number
   * @param least documents with this score or less are not found
   */
  record Scores(
      java.util.function.IntFunction<float[]> ofQuery, float least, double flops, double tokens) {}

  /**
   * Reads and tokenises a collection.
   *
   * @throws IOException when it is broken; with file and line
   */
  static Trial read(Path folder, String split, Tokenizer tokenizer, TokenLimits limits)
      throws IOException {
    Trial trial = new Trial(BeirCollection.read(folder, split));
    for (BeirCollection.Document document : trial.collection.documents()) {
      trial.ids.add(document.id());
      trial.documents.add(ints(tokenizer.document(document.passage(), limits.document())));
    }
    for (BeirCollection.Query query : trial.collection.queries()) {
      int[] all = ints(tokenizer.ids(query.text(), false));
      trial.queries.add(Arrays.copyOf(all, Math.min(all.length, limits.query())));
    }
    return trial;
  }

  static int[] ints(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** The files that it is made of. */
  BeirCollection collection() {
    return collection;
  }

  /** Tries a network. */
  Result of(Scorer scorer, DoubleConsumer progress) throws IOException {
    scorer.encode(documents, progress);
    Scores scores = scorer.scores(queries);
    double sum = 0;
    for (int q = 0; q < queries.size(); q++) {
      sum += ndcg(collection.queries().get(q), scores.ofQuery().apply(q), scores.least());
    }
    double mean = queries.isEmpty() ? 0 : sum / queries.size();
    return new Result(mean, scores.flops(), scores.tokens());
  }

  private double ndcg(BeirCollection.Query query, float[] scores, float least) {
    Comparator<Integer> worstFirst =
        (a, b) -> scores[a] == scores[b] ? compare(a, b) : Float.compare(scores[a], scores[b]);
    PriorityQueue<Integer> best = new PriorityQueue<>(worstFirst);
    for (int d = 0; d < scores.length; d++) {
      if (scores[d] > least && !ids.get(d).equals(query.id())) {
        best.add(d);
        if (best.size() > Metric.MAIN.cut()) {
          best.poll();
        }
      }
    }
    Map<String, Integer> grades = collection.judgements().of(query.id());
    List<Integer> ranked =
        best.stream()
            .sorted(worstFirst.reversed())
            .map(d -> grades.getOrDefault(ids.get(d), 0))
            .toList();
    return Metric.MAIN.of(ranked, grades.values());
  }

  /** Of equal scores the greater id is the better one, as for trec_eval. */
  private int compare(int a, int b) {
    return Arrays.compareUnsigned(
        ids.get(a).getBytes(StandardCharsets.UTF_8), ids.get(b).getBytes(StandardCharsets.UTF_8));
  }
}
