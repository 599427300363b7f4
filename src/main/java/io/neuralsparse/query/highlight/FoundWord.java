/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.List;

/**
 * A word of a text that has a token that a query looks for.
 *
 * @param start offset of its first char
 * @param end offset after its last char, larger than {@code start}
 * @param pieces its tokens, in order
 */
record FoundWord(int start, int end, List<Piece> pieces) {
  /**
   * A token of a word.
   *
   * @param id in the vocabulary
   * @param length how many characters of the word it stands for
   */
  record Piece(int id, int length) {}

  /** The same word in a text that begins that many chars earlier. */
  FoundWord shifted(int chars) {
    return new FoundWord(start + chars, end + chars, pieces);
  }

  /** Whether there is nothing but punctuation in it. */
  static boolean isPunctuation(CharSequence word) {
    return word.codePoints().allMatch(FoundWord::isPunctuation);
  }

  private static boolean isPunctuation(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONNECTOR_PUNCTUATION
        || type == Character.DASH_PUNCTUATION
        || type == Character.START_PUNCTUATION
        || type == Character.END_PUNCTUATION
        || type == Character.INITIAL_QUOTE_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION
        || type == Character.OTHER_PUNCTUATION;
  }
}
