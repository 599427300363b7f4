/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TotalHits.Relation;

/** Knows a query's hits by the definition alone. */
final class FuzzOracle {
  /** More than floats' roundings of a score's parts make of it. */
  private static final double ROUNDING = 1e-6;

  private final double[] scores;
  private final boolean exact;
  private final boolean spread;

  /** Ids of all matches in the order of hits. */
  private final int[] order;

  /**
   * Of one query.
   *
   * @param scores of all documents, 0 for what is no match
   * @param corpus says how scores are rounded
   */
  FuzzOracle(double[] scores, FuzzCorpus corpus) {
    this.scores = scores;
    this.exact = corpus.isExact();
    this.spread = corpus.isSpread();
    long[] keys = new long[scores.length];
    int matches = 0;
    for (int id = 0; id < scores.length; id++) {
      if (scores[id] > 0) {
        // Bits of floats above 0 are in the order of the floats.
        keys[matches++] = (long) ~Float.floatToIntBits((float) scores[id]) << 32 | id;
      }
    }
    Arrays.sort(keys, 0, matches);
    this.order = new int[matches];
    for (int i = 0; i < matches; i++) {
      order[i] = (int) keys[i];
    }
  }

  int matches() {
    return order.length;
  }

  /**
   * Fails unless hits, their order, their scores and their number are right.
   *
   * @param skipped the hits before
   */
  void check(FuzzCase search, List<ScoreDoc> skipped, TopDocs found) {
    int[] all = Arrays.stream(order).filter(search.accepted()).toArray();
    if (found.totalHits.relation() == Relation.EQUAL_TO) {
      assertEquals("number of hits", all.length, found.totalHits.value());
    } else {
      assertTrue("few enough to count", all.length > search.threshold());
      assertTrue("more hits than there are", found.totalHits.value() <= all.length);
      assertTrue("counted too few", found.totalHits.value() > search.threshold());
    }
    int from = skipped.size();
    int length = Math.min(search.hits(), all.length - from);
    assertEquals("length of page", length, found.scoreDocs.length);
    boolean same = true;
    for (int i = 0; i < length; i++) {
      ScoreDoc hit = found.scoreDocs[i];
      double score = scores[hit.doc];
      assertEquals("score of " + hit.doc, score, hit.score, ROUNDING * score);
      same &= hit.doc == all[from + i];
    }
    if (!same) {
      checkOrder(all, skipped, found.scoreDocs);
    }
  }

  /** Documents may change places only where roundings decide, so not if they are equal. */
  private void checkOrder(int[] all, List<ScoreDoc> skipped, ScoreDoc[] hits) {
    Map<Double, Integer> last = new HashMap<>();
    skipped.forEach(hit -> last.put(scores[hit.doc], hit.doc));
    for (int i = 0; i < hits.length; i++) {
      int expected = all[skipped.size() + i];
      int id = hits[i].doc;
      String place = "place " + i + ": expected " + expected + ", got " + id;
      assertTrue(place, !exact || id == expected);
      assertEquals(place, scores[expected], scores[id], ROUNDING * scores[id]);
      if (i > 0) {
        float before = hits[i - 1].score;
        assertTrue(place, before >= hits[i].score);
        assertTrue(place, before > hits[i].score || hits[i - 1].doc < id);
      }
      // Of equal documents none may be left out before this one.
      int start = last.getOrDefault(scores[id], -1) + 1;
      for (int other : all) {
        assertTrue(
            place + " left out " + other,
            spread || other < start || other >= id || scores[other] != scores[id]);
      }
      last.put(scores[id], id);
    }
  }
}
