/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

public class PartFilterTests extends OpenSearchTestCase {
  private static boolean mayHave(String part, String... tokens) {
    return new PartFilter(List.of(tokens)).mayHaveAny(part);
  }

  public void testFirstPiecesStartWords() {
    assertTrue(mayHave("teapot", "tea"));
    assertTrue(mayHave("(Tea)", "tea"));
    assertTrue(mayHave("a-tea", "tea"));
    assertTrue(mayHave("steateas-tea", "tea"));
    assertFalse(mayHave("steam", "tea"));
    assertFalse(mayHave("green", "tea", "coffee"));
    assertTrue(mayHave("green", "tea", "green"));
  }

  public void testOtherPiecesAreInside() {
    assertTrue(mayHave("indexing", "##ing"));
    assertFalse(mayHave("ingot", "##ing"));
    assertFalse(mayHave("re-ing", "##ing"));
    assertFalse(mayHave("ingot", "##got", "##x") && mayHave("got", "##got"));
  }

  public void testPunctuation() {
    assertTrue(mayHave("U.S.", "."));
    assertTrue(mayHave("a##b", "##")); // no piece, but the mark twice: may be, is not
    assertFalse(mayHave("US", "."));
  }

  public void testOtherCharactersMayBeAnything() {
    assertTrue(mayHave("caf\u00e9", "tea"));
    assertTrue(mayHave("\ud83d\ude00", "tea"));
    assertTrue(mayHave("te\u0001a", "tea"));
    assertFalse(mayHave("cafe", "tea"));
  }
}
