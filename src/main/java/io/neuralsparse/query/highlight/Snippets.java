/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.text.BreakIterator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.search.highlight.Encoder;

/**
 * Writes passages as the answer has them.
 *
 * @param before what stands before a marked word
 * @param after what stands behind it
 * @param encoder escapes the text, not the marks
 */
record Snippets(String before, String after, Encoder encoder) {
  /**
   * The best passages; of equally good ones the earlier.
   *
   * @param passages in the order of the texts
   * @param count how many at most
   * @param byScore best first, instead of in the order of the texts
   */
  static List<Passage> best(List<Passage> passages, int count, boolean byScore) {
    double[] scores = passages.stream().mapToDouble(Passage::score).toArray();
    Stream<Integer> best =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed()) // stable
            .limit(count);
    return (byScore ? best : best.sorted()).map(passages::get).toList();
  }

  /**
   * The beginning of the first text that has one, up to a boundary of words, for documents in which
   * nothing matched.
   *
   * @param size chars; up to the end of the word that is there
   * @return one passage, or none where there is no text
   */
  static List<Passage> excerpt(List<String> texts, int size, Locale locale) {
    for (String text : texts) {
      if (!text.isEmpty()) {
        int end = text.length();
        if (size < end) {
          BreakIterator words = BreakIterator.getWordInstance(locale);
          words.setText(text);
          end = words.following(size);
        }
        return List.of(new Passage(text, 0, end, List.of()));
      }
    }
    return List.of();
  }

  /** A passage with its marks, without the spaces around it. */
  String format(Passage passage) {
    StringBuilder snippet = new StringBuilder();
    int at = passage.start();
    for (Mark mark : passage.marks()) {
      int start = Math.max(at, mark.start());
      int end = Math.min(mark.end(), passage.end());
      if (start < end) {
        append(snippet, passage.text(), at, start);
        snippet.append(before);
        append(snippet, passage.text(), start, end);
        snippet.append(after);
        at = end;
      }
    }
    append(snippet, passage.text(), at, passage.end());
    return snippet.toString().trim();
  }

  private void append(StringBuilder snippet, String text, int start, int end) {
    snippet.append(encoder.encodeText(text.substring(start, end)));
  }
}
