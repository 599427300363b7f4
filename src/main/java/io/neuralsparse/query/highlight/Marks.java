/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.token.TokenSpans;
import io.neuralsparse.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the words of a text that have matched tokens. */
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
   * @param matched token's id → token
   * @param limit words that begin after this many chars are not looked at
   */
  static List<Mark> of(
      Tokenizer tokenizer, Map<Integer, MatchedToken> matched, String text, int limit) {
    if (matched.isEmpty()) {
      return List.of();
    }
    TokenSpans spans = tokenizer.spans(upTo(text, limit), id -> matched.containsKey((int) id));
    List<Mark> marks = new ArrayList<>();
    for (int from = 0, to; from < spans.size(); from = to) {
      int start = spans.start(from);
      to = from + 1;
      while (to < spans.size() && spans.start(to) == start) {
        to++;
      }
      List<MatchedToken> tokens = tokens(spans, from, to, matched);
      if (!tokens.isEmpty() && start <= limit && !isPunctuation(text, start, spans.end(from))) {
        marks.add(new Mark(start, spans.end(from), tokens));
      }
    }
    return marks;
  }

  /** The matched tokens of the word of tokens [from, to), or none where they are a smaller part. */
  private static List<MatchedToken> tokens(
      TokenSpans spans, int from, int to, Map<Integer, MatchedToken> matched) {
    List<MatchedToken> tokens = new ArrayList<>();
    int length = 0;
    int matchedLength = 0;
    for (int i = from; i < to; i++) {
      MatchedToken token = matched.get(spans.id(i));
      if (token != null) {
        tokens.add(token);
        matchedLength += spans.length(i);
      }
      length += spans.length(i);
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

  private static boolean isPunctuation(String text, int start, int end) {
    return text.substring(start, end).codePoints().allMatch(Marks::isPunctuation);
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
