/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The sentences of a text whose blanks are single, as the JDK finds them for English. Immutable.
 */
final class Sentences {
  private final List<String> all;

  private Sentences(List<String> all) {
    this.all = all;
  }

  static Sentences of(String text) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    breaks.setText(text);
    List<String> all = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      String sentence = text.substring(from, to).strip();
      if (!sentence.isEmpty()) {
        all.add(sentence);
      }
      from = to;
    }
    return new Sentences(all);
  }

  List<String> all() {
    return all;
  }

  /** Words between blanks. */
  static int words(String text) {
    return text.isEmpty() ? 0 : 1 + (int) text.chars().filter(c -> c == ' ').count();
  }

  /** A text with single blanks only. */
  static String plain(String text) {
    return text.replaceAll("[\\s\\p{Z}]+", " ").strip();
  }

  /**
   * Sentences in their order, put together to passages of at most so many words; a longer sentence
   * is cut.
   */
  List<List<String>> passages(int words) {
    List<List<String>> passages = new ArrayList<>();
    int room = 0;
    for (String sentence : all) {
      String whole = cut(sentence, words);
      int length = words(whole);
      if (length > room) {
        passages.add(new ArrayList<>());
        room = words;
      }
      passages.getLast().add(whole);
      room -= length;
    }
    return passages;
  }

  private static String cut(String sentence, int words) {
    int end = -1;
    for (int i = 0; i < words; i++) {
      end = sentence.indexOf(' ', end + 1);
      if (end < 0) {
        return sentence;
      }
    }
    return sentence.substring(0, end);
  }
}
