/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chooses the words of a text that are marked. */
final class Marks {
  /** How far the word at the limit is followed. */
  private static final int LONGEST_WORD = 1000;

  private Marks() {}

  /**
   * The words to be marked, in order: those of whose characters at least half are in matched
   * tokens. So a word that is cut into pieces is marked for its stem, and not for an ending that it
   * shares with many. Words of punctuation only are not marked: a full stop matches almost every
   * document and tells a reader nothing.
   *
   * @param finder looks for the matched tokens, and may look for others
   * @param matched token's id → token
   * @param limit words that begin after this many chars are not looked at
   */
  static List<Mark> of(
      WordFinder finder, Map<Integer, MatchedToken> matched, String text, int limit) {
    List<Mark> marks = new ArrayList<>();
    if (!matched.isEmpty()) {
      for (FoundWord word : finder.find(upTo(text, limit))) {
        List<MatchedToken> tokens = tokens(word, matched);
        if (!tokens.isEmpty() && word.start() <= limit) {
          marks.add(new Mark(word.start(), word.end(), tokens));
        }
      }
    }
    return marks;
  }

  /** The matched tokens of a word, or none where they are the smaller part. */
  private static List<MatchedToken> tokens(FoundWord word, Map<Integer, MatchedToken> matched) {
    List<MatchedToken> tokens = new ArrayList<>();
    int length = 0;
    int matchedLength = 0;
    for (FoundWord.Piece piece : word.pieces()) {
      MatchedToken token = matched.get(piece.id());
      if (token != null) {
        tokens.add(token);
        matchedLength += piece.length();
      }
      length += piece.length();
    }
    return matchedLength > 0 && 2 * matchedLength >= length ? tokens : List.of();
  }

  private static String upTo(String text, int limit) {
    int end = Math.min(limit, text.length());
    int last = (int) Math.min((long) end + LONGEST_WORD, text.length());
    while (end < last && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }
}
