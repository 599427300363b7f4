/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonParser;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.opensearch.test.OpenSearchTestCase;

/** Exact rankings, and how others compare with them. */
public class RankingTests extends OpenSearchTestCase {
  private static Ranking ranking(double... numbersAndScores) {
    List<Ranking.Hit> hits = new ArrayList<>();
    for (int i = 0; i < numbersAndScores.length; i += 2) {
      hits.add(new Ranking.Hit((int) numbersAndScores[i], numbersAndScores[i + 1]));
    }
    return new Ranking(hits);
  }

  public void testAnAnswerIsRead() {
    assertEquals(
        ranking(7, 2.5, 3, 1),
        Ranking.of(
            JsonParser.parseString(
                    "{\"hits\": {\"hits\": [{\"_id\": \"7\", \"_score\": 2.5},"
                        + " {\"_id\": \"3\", \"_score\": 1.0}]}}")
                .getAsJsonObject()));
  }

  public void testOverlapCountsTheHitsThatShouldBeThere() {
    Ranking exact = ranking(1, 4, 2, 3, 3, 2, 4, 1);
    assertEquals(1, ranking(1, 4, 2, 3, 3, 2).overlap(exact, 3), 0);
    assertEquals(
        "4 is not among the first 3", 2.0 / 3, ranking(1, 4, 2, 3, 4, 1).overlap(exact, 3), 1e-9);
    assertEquals("9 is not at all", 0.5, ranking(1, 4, 9, 3).overlap(exact, 2), 0);
    assertEquals("one is missing", 0.5, ranking(1, 4).overlap(exact, 2), 0);
    assertEquals(
        "ranks beyond do not count", 0, ranking(9, 9, 8, 8, 1, 4, 2, 3).overlap(exact, 2), 0);
    assertEquals("nothing to find", 1, ranking(1, 1).overlap(ranking(), 10), 0);
  }

  public void testDocumentsOfOneScoreAreAsGood() {
    Ranking exact = ranking(1, 4, 2, 3, 3, 3);
    assertEquals(1, ranking(1, 4, 3, 3).overlap(exact, 2), 0);
    assertTrue(ranking(1, 4, 3, 3).equals(exact, 2));
  }

  public void testEqualIsEveryHitAndEveryScore() {
    Ranking exact = ranking(1, 4, 2, 3, 3, 2);
    assertTrue(ranking(1, 4, 2, 3).equals(exact, 2));
    assertTrue(ranking(1, 4.00003, 2, 3).equals(exact, 2));
    assertFalse("score", ranking(1, 4.0001, 2, 3).equals(exact, 2));
    assertFalse("document", ranking(1, 4, 3, 3).equals(exact, 2));
    assertFalse("order", ranking(2, 3, 1, 4).equals(exact, 2));
    assertFalse("number", ranking(1, 4).equals(exact, 2));
    assertFalse("number", ranking(1, 4, 2, 3, 3, 2).equals(exact, 2));
    assertTrue("there are no more", ranking(1, 4, 2, 3, 3, 2).equals(exact, 10));
  }

  public void testNineBitsOfAWeightCount() {
    // 3.6415958 = 1.8207979 · 2, cut to 8 bits behind the point: 466 / 256 · 2
    assertEquals(466 / 128f, BruteForce.trunc9(3.6415958f), 0);
    // 0.4022789 = 1.6091156 / 4: 411 / 256 / 4
    assertEquals(411 / 1024f, BruteForce.trunc9(0.4022789f), 0);
    assertEquals(1f, BruteForce.trunc9(1f), 0);
  }

  public void testBruteForceIsTheFormulaForEachDocument() throws Exception {
    ModelFolder model = ModelFolder.of(TestModels.lexical(createTempDir()));
    try (Workload workload = Workload.of(SyntheticCorpus.of(model, 5), 5, 4_321)) {
      List<SparseVector> queries =
          List.of(
              workload.query(0).tokens(),
              workload.query(1).tokens(),
              workload.wideQuery(2).tokens());
      List<List<Ranking>> rankings =
          new BruteForce(queries, List.of(percent -> true, percent -> percent < 10), 25)
              .rank(workload, share -> {});
      assertEquals(2, rankings.size());
      for (int query = 0; query < queries.size(); query++) {
        Map<String, Float> weights = queries.get(query).toMap();
        List<Ranking.Hit> all = new ArrayList<>();
        for (int number = 0; number < workload.size(); number++) {
          double score = 0;
          for (SparseVector.Entry entry :
              workload.passages(number, number + 1).get(0).vector().entries()) {
            score +=
                (double) weights.getOrDefault(entry.token(), 0f)
                    * BruteForce.trunc9(entry.weight());
          }
          all.add(new Ranking.Hit(number, score));
        }
        all.sort(
            Comparator.comparingDouble(Ranking.Hit::score)
                .reversed()
                .thenComparing(Ranking.Hit::number));
        assertRanking(all.subList(0, 25), rankings.get(0).get(query));
        all.removeIf(hit -> Workload.percent(hit.number()) >= 10);
        assertRanking(all.subList(0, 25), rankings.get(1).get(query));
      }
    }
  }

  private static void assertRanking(List<Ranking.Hit> expected, Ranking ranking) {
    assertEquals(
        expected.stream().map(Ranking.Hit::number).toList(),
        ranking.hits().stream().map(Ranking.Hit::number).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).score(), ranking.hits().get(i).score(), 1e-9);
    }
  }

  public void testPercentsAreEven() {
    int[] counts = new int[100];
    for (int i = 0; i < 100_000; i++) {
      counts[Workload.percent(i)]++;
    }
    for (int count : counts) {
      assertTrue(count + "", count > 800 && count < 1200);
    }
  }
}
