/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts passages around marks, at the boundaries at which OpenSearch's {@code unified} highlighter
 * cuts.
 */
sealed interface PassageCutter {
  /**
   * The passages around marks, in order, none empty of marks.
   *
   * @param marks of the text, in order
   */
  List<Passage> cut(String text, List<Mark> marks);

  /** A text is one passage. */
  record Whole() implements PassageCutter {
    @Override
    public List<Passage> cut(String text, List<Mark> marks) {
      return marks.isEmpty() ? List.of() : List.of(new Passage(text, 0, text.length(), marks));
    }
  }

  /** A passage is the word, with what is between two boundaries of words, around a mark. */
  record Words(Locale locale) implements PassageCutter {
    @Override
    public List<Passage> cut(String text, List<Mark> marks) {
      if (marks.isEmpty()) {
        return List.of();
      }
      Boundaries words = new Boundaries(BreakIterator.getWordInstance(locale), text);
      return group(
          text, marks, (mark, from) -> new Span(words.before(mark + 1), words.after(mark)));
    }
  }

  /**
   * Passages are sentences: as many as fit into a size; a longer one is cut at words.
   *
   * @param size chars in a passage; 0: one sentence, however long
   */
  record Sentences(Locale locale, int size) implements PassageCutter {
    @Override
    public List<Passage> cut(String text, List<Mark> marks) {
      return marks.isEmpty() ? List.of() : group(text, marks, new SentenceSpans(text, this));
    }
  }

  /** A part of a text. */
  record Span(int start, int end) {}

  /** Says which part of the text the passage around a mark is. */
  interface Spans {
    /**
     * The part around a mark that is in no earlier passage.
     *
     * @param mark where the mark begins
     * @param from where the passage before it ends
     */
    Span around(int mark, int from);
  }

  private static List<Passage> group(String text, List<Mark> marks, Spans spans) {
    List<Passage> passages = new ArrayList<>();
    Span span = new Span(0, 0);
    List<Mark> inside = new ArrayList<>();
    for (Mark mark : marks) {
      if (mark.start() >= span.end) {
        add(passages, text, span, inside);
        inside = new ArrayList<>();
        span = spans.around(mark.start(), span.end);
      }
      inside.add(mark);
    }
    add(passages, text, span, inside);
    return passages;
  }

  private static void add(List<Passage> passages, String text, Span span, List<Mark> inside) {
    if (!inside.isEmpty()) {
      passages.add(new Passage(text, span.start, span.end, inside));
    }
  }

  /** Sentences of one text. */
  final class SentenceSpans implements Spans {
    private final String text;
    private final Locale locale;
    private final int size;
    private final Boundaries sentences;
    private Boundaries words;

    /** Where the sentences end that the latest passage was cut from. */
    private int windowEnd;

    SentenceSpans(String text, Sentences cutter) {
      this.text = text;
      this.locale = cutter.locale;
      this.size = cutter.size;
      this.sentences = new Boundaries(BreakIterator.getSentenceInstance(locale), text);
    }

    @Override
    public Span around(int mark, int from) {
      int start = from;
      if (mark >= windowEnd) {
        start = sentences.before(mark + 1);
        windowEnd = sentences.after(mark);
        while (size > 0 && windowEnd < sentences.end()) {
          int next = sentences.after(windowEnd);
          if (next - start > size) {
            break;
          }
          windowEnd = next;
        }
      }
      return size > 0 && windowEnd - start > size
          ? shortened(mark, start)
          : new Span(start, windowEnd);
    }

    /** At most a size before the mark, and as much behind it as remains of the size. */
    private Span shortened(int mark, int start) {
      if (words == null) {
        words = new Boundaries(BreakIterator.getWordInstance(locale), text);
      }
      int first = mark + 1 - size > start ? Math.max(start, words.before(mark + 1 - size)) : start;
      int last = mark + 1 + Math.max(0, size - (mark + 1 - first));
      return new Span(first, last < windowEnd ? Math.min(windowEnd, words.after(last)) : windowEnd);
    }
  }
}
