/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Cuts texts into windows of a model. Any number of threads may use one.
 *
 * <p>A long text is tokenised slice by slice, until there are as many tokens as its windows hold: a
 * text of megabytes costs no more than one of its first pages. Slices end before white space, where
 * they have any: tokenisers split there too, so the tokens are those of the whole text.
 */
final class WindowCutter {
  /** Characters of a slice for each token that is wanted; English text has between 4 and 5. */
  private static final int CHARACTERS_PER_TOKEN = 8;

  private static final int MIN_SLICE = 4096;
  private static final int MAX_SLICE = 32_768;

  private final Tokenizer tokenizer;
  private final long[] before;
  private final long[] after;
  private final int capacity;

  /**
   * For a model.
   *
   * @throws io.neuralsparse.model.ModelException when the tokeniser's special tokens are not around
   *     a text, or leave no room for one
   */
  WindowCutter(ModelManifest manifest, Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    long[] all = tokenizer.ids("a", true);
    long[] text = tokenizer.ids("a", false);
    int start = 0;
    while (start + text.length <= all.length
        && !Arrays.equals(all, start, start + text.length, text, 0, text.length)) {
      start++;
    }
    this.capacity = manifest.window() - (all.length - text.length);
    if (start + text.length > all.length || capacity < 1) {
      throw manifest
          .folder()
          .fault(
              tokenizer.vocabulary().file(),
              "must put special tokens before and after a text only, and leave room for it in the"
                  + " model's window of "
                  + manifest.window()
                  + "; of the text [a], which is "
                  + Arrays.toString(text)
                  + ", it makes "
                  + Arrays.toString(all));
    }
    this.before = Arrays.copyOf(all, start);
    this.after = Arrays.copyOfRange(all, start + text.length, all.length);
  }

  Windows cut(String text, LongText longText) {
    boolean truncate = longText.mode() == LongText.Mode.TRUNCATE;
    int step = truncate ? capacity : capacity - Math.min(longText.overlap(), capacity / 2);
    int most = truncate ? 1 : longText.maxWindows();
    long wanted = capacity + (most - 1L) * step;
    // One token more tells whether the text goes on.
    long[] tokens = tokens(text, wanted + 1);
    int used = (int) Math.min(tokens.length, wanted);
    List<long[]> windows = new ArrayList<>();
    int start = 0;
    int end;
    do {
      end = Math.min(start + capacity, used);
      windows.add(window(tokens, start, end));
      start += step;
    } while (end < used);
    return new Windows(windows, used, unknown(tokens, used), tokens.length > used);
  }

  private long[] window(long[] tokens, int from, int to) {
    long[] ids = new long[before.length + to - from + after.length];
    System.arraycopy(before, 0, ids, 0, before.length);
    System.arraycopy(tokens, from, ids, before.length, to - from);
    System.arraycopy(after, 0, ids, before.length + to - from, after.length);
    return ids;
  }

  private int unknown(long[] tokens, int used) {
    int unknownId = tokenizer.vocabulary().unknownId();
    int count = 0;
    for (int i = 0; i < used; i++) {
      if (tokens[i] == unknownId) {
        count++;
      }
    }
    return count;
  }

  /** The first tokens of a text: at least as many as wanted, if it has so many. */
  private long[] tokens(String text, long wanted) {
    int slice = Math.clamp(wanted * CHARACTERS_PER_TOKEN, MIN_SLICE, MAX_SLICE);
    int end = sliceEnd(text, 0, slice);
    long[] first = tokenizer.ids(text.substring(0, end), false);
    if (end == text.length() || first.length >= wanted) {
      return first;
    }
    LongStream.Builder tokens = LongStream.builder();
    LongStream.of(first).forEach(tokens);
    for (long count = first.length; end < text.length() && count < wanted; ) {
      int start = end;
      end = sliceEnd(text, start, slice);
      long[] more = tokenizer.ids(text.substring(start, end), false);
      LongStream.of(more).forEach(tokens);
      count += more.length;
    }
    return tokens.build().toArray();
  }

  private static int sliceEnd(String text, int start, int slice) {
    if (text.length() - start <= slice) {
      return text.length();
    }
    int limit = start + slice;
    for (int end = limit; end > limit - slice / 2; end--) {
      if (Character.isWhitespace(text.charAt(end))) {
        return end;
      }
    }
    return Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
  }
}
