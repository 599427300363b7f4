/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

/** Sentences and passages of them. */
public class SentencesTests extends OpenSearchTestCase {
  public void testSentences() {
    assertEquals(
        List.of("One is first.", "Is 2.5 next?", "Yes"),
        Sentences.of("One is first. Is 2.5 next? Yes").all());
    assertEquals(List.of(), Sentences.of("").all());
    assertEquals("a b", Sentences.plain(" a\n\t\u00a0b "));
    assertEquals(0, Sentences.words(""));
    assertEquals(3, Sentences.words("a b c"));
  }

  public void testPassages() {
    Sentences sentences = Sentences.of("A b c. D e. F. G h i j k l m.");
    assertEquals(
        List.of(List.of("A b c.", "D e."), List.of("F."), List.of("G h i j k")),
        sentences.passages(5));
    assertEquals(List.of(sentences.all()), sentences.passages(100));
  }
}
