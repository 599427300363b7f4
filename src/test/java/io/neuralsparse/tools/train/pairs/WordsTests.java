/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.opensearch.test.OpenSearchTestCase;

/** When texts have the same words, and the same runs of words. */
public class WordsTests extends OpenSearchTestCase {
  private static List<Long> runs(String text, int length) {
    List<Long> runs = new ArrayList<>();
    Words.of(text)
        .anyRun(
            length,
            run -> {
              runs.add(run);
              return false;
            });
    return runs;
  }

  public void testCaseBlanksAndPunctuationDoNotMatter() {
    assertEquals(Words.of("The cat's  42 eyes.").all(), Words.of("THE cat, s 42-eyes").all());
    assertEquals(5, Words.of("The cat's  42 eyes.").size());
    assertEquals(0, Words.of(" .,").size());
    assertEquals(3, Words.of("日本 go").size());
    assertEquals(Words.of("Größe").all(), Words.of("größe").all());
  }

  public void testOrderAndNumberMatter() {
    Set<Long> all = new HashSet<>();
    for (String text : List.of("a b", "b a", "a", "a a", "ab", "", "aa", "a b c", "A B C D")) {
      all.add(Words.of(text).all());
    }
    assertEquals(9, all.size());
  }

  public void testRunsAreFoundWhereverTheyAre() {
    List<Long> runs = runs("x y one two three z one two three", 3);
    assertEquals(7, runs.size());
    assertEquals(runs.get(2), runs.get(6));
    assertEquals(6, new HashSet<>(runs).size());
    assertEquals(runs.get(2), runs("One, two. Three!", 3).getFirst());
    assertEquals(List.of(), runs("one two", 3));
    assertTrue(Words.of("a b c").anyRun(2, runs("b c", 2).getFirst()::equals));
    assertFalse(Words.of("a b c").anyRun(2, runs("a c", 2).getFirst()::equals));
  }

  public void testSetsOfManyNumbers() {
    LongSet set = new LongSet();
    Set<Long> same = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long number = randomBoolean() ? randomInt(9_999) : randomLong();
      assertEquals(same.add(number), set.add(number));
    }
    for (long number = 0; number < 10_000; number++) {
      assertEquals(same.contains(number), set.contains(number));
    }
    same.forEach(number -> assertTrue(set.contains(number)));
  }
}
