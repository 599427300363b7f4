/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import ai.djl.huggingface.tokenizers.jni.CharSpan;

/**
 * The tokens of a text, in order, each with the word of the text that it is, or is a piece of.
 *
 * <p>Words are those that the tokeniser splits a text into before it looks for pieces: for
 * WordPiece, runs of letters and digits, single marks of punctuation, and single ideographs. Their
 * places are offsets into the text's {@code char}s, whatever the tokeniser's normaliser replaced or
 * dropped: accents that it stripped belong to the word before them, spaces around a word do not.
 */
public final class TokenSpans {
  private static final long NO_WORD = -1;

  private final long[] ids;
  private final int[] starts;
  private final int[] ends;
  private final int[] lengths;

  private TokenSpans(long[] ids) {
    this.ids = ids;
    this.starts = new int[ids.length];
    this.ends = new int[ids.length];
    this.lengths = new int[ids.length];
  }

  /**
   * Finds the tokens' words.
   *
   * @param text what was split
   * @param ids one a token
   * @param places offsets of each token, counted in code points; null for tokens that no part of
   *     the text stands for
   * @param words the number of each token's word, or -1
   */
  static TokenSpans of(String text, long[] ids, CharSpan[] places, long[] words) {
    TokenSpans spans = new TokenSpans(ids);
    int[] chars = ids.length == 0 ? null : charOffsets(text);
    for (int from = 0, to; from < ids.length; from = to) {
      to = from + 1;
      while (to < ids.length && words[to] == words[from] && words[from] != NO_WORD) {
        to++;
      }
      int start = Integer.MAX_VALUE;
      int end = 0;
      for (int i = from; i < to; i++) {
        if (places[i] != null) {
          start = Math.min(start, places[i].getStart());
          end = Math.max(end, places[i].getEnd());
          spans.lengths[i] = places[i].getEnd() - places[i].getStart();
        }
      }
      if (start < end) {
        int limit =
            to < ids.length && places[to] != null ? Math.max(end, places[to].getStart()) : -1;
        spans.fill(text, from, to, at(chars, start), at(chars, end), limit(chars, text, limit));
      }
    }
    return spans;
  }

  private static int limit(int[] chars, String text, int limit) {
    return limit < 0 ? text.length() : at(chars, limit);
  }

  /** Sets the word of the tokens [from, to): what is left of [start, end) without its margins. */
  private void fill(String text, int from, int to, int start, int end, int limit) {
    int first = start;
    int last = end;
    while (last < limit && isCombining(text.codePointAt(last))) {
      last += Character.charCount(text.codePointAt(last));
    }
    while (first < last && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    while (first < last && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    for (int i = from; i < to; i++) {
      starts[i] = first;
      ends[i] = last;
    }
  }

  private static boolean isCombining(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Code point → char, or null where they are the same. */
  private static int[] charOffsets(String text) {
    int codePoints = text.codePointCount(0, text.length());
    if (codePoints == text.length()) {
      return null;
    }
    int[] offsets = new int[codePoints + 1];
    for (int i = 0, at = 0; i <= codePoints; i++) {
      offsets[i] = at;
      at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
    }
    return offsets;
  }

  private static int at(int[] chars, int codePoint) {
    return chars == null ? codePoint : chars[codePoint];
  }

  /** The number of tokens. */
  public int size() {
    return ids.length;
  }

  /** The id of a token in the vocabulary. */
  public int id(int token) {
    return (int) ids[token];
  }

  /** Where the token's word begins; pieces of one word have the same start and end. */
  public int start(int token) {
    return starts[token];
  }

  /** Where the token's word ends, exclusive; equal to its start where no part of the text is it. */
  public int end(int token) {
    return ends[token];
  }

  /** How many characters of its word the token itself stands for, in code points. */
  public int length(int token) {
    return lengths[token];
  }
}
