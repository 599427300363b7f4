/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opensearch.lucene.search.uhighlight.BoundedBreakIteratorScanner;
import org.opensearch.test.OpenSearchTestCase;

public class PassageCutterTests extends OpenSearchTestCase {
  private static final Pattern WORD = Pattern.compile("\\p{L}\\p{L}+");

  /** Marks the words that {@code tea} or {@code coffee} begins. */
  private static List<Mark> marks(String text) {
    List<Mark> marks = new ArrayList<>();
    Matcher word = Pattern.compile("\\b(tea|coffee)\\p{L}*").matcher(text);
    while (word.find()) {
      marks.add(new Mark(word.start(), word.end(), List.of()));
    }
    return marks;
  }

  private static List<String> cut(PassageCutter cutter, String text) {
    return cutter.cut(text, marks(text)).stream()
        .map(passage -> text.substring(passage.start(), passage.end()))
        .toList();
  }

  private static PassageCutter sentences(int size) {
    return new PassageCutter.Sentences(Locale.ROOT, size);
  }

  public void testSentencesAreJoinedUpToTheSize() {
    String text = "A tea. Then two. No match here. The tea, cold. Coffee? Some coffee.";
    // "A tea. Then two. " has 17 chars, with the next sentence 32
    assertEquals(
        List.of("A tea. Then two. ", "The tea, cold. ", "Some coffee."), cut(sentences(17), text));
    assertEquals(
        List.of("A tea. Then two. ", "The tea, cold. Coffee? ", "Some coffee."),
        cut(sentences(31), text));
    assertEquals(
        List.of("A tea. Then two. No match here. ", "The tea, cold. Coffee? Some coffee."),
        cut(sentences(36), text));
    assertEquals(List.of(text), cut(sentences(1000), text));
    assertEquals(List.of("A tea. ", "The tea, cold. ", "Some coffee."), cut(sentences(0), text));
  }

  public void testLongSentencesAreCutAtWords() {
    String text = "one two three four five six tea seven eight nine ten coffee eleven twelve";
    //             0   4   8     14   19   24  28  32    38    44   49  53     60     67     73
    // tea: from the boundary before 29 - 12 = 17 to the one after 29; coffee: 54 - 12 = 42, 54
    assertEquals(List.of("four five six tea", "eight nine ten coffee"), cut(sentences(12), text));
    // tea: from the start, as 29 - 40 is before it, to the boundary after 29 + (40 - 29) = 40
    assertEquals(
        List.of("one two three four five six tea seven eight", " nine ten coffee eleven twelve"),
        cut(sentences(40), text));
    assertEquals(List.of(text), cut(sentences(73), text));
  }

  public void testWordLongerThanTheSize() {
    assertEquals(List.of("two teataster"), cut(sentences(3), "one two teataster b"));
  }

  public void testWords() {
    assertEquals(
        List.of("tea", "coffee's"), cut(new PassageCutter.Words(Locale.ROOT), "Hot tea, coffee's"));
  }

  public void testWholeTexts() {
    assertEquals(List.of("a tea. Two"), cut(new PassageCutter.Whole(), "a tea. Two"));
  }

  public void testNoMarksNoPassages() {
    for (PassageCutter cutter :
        List.of(sentences(10), new PassageCutter.Words(Locale.ROOT), new PassageCutter.Whole())) {
      assertEquals(List.of(), cutter.cut("Nothing here. At all.", List.of()));
      assertEquals(List.of(), cutter.cut("", List.of()));
    }
  }

  /** Against the iterator that the unified highlighter cuts with, on random texts. */
  public void testCutsWhereUnifiedCuts() {
    for (int round = 0; round < 2000; round++) {
      String text = randomText();
      List<Mark> marks = new ArrayList<>();
      int chance = randomIntBetween(2, 12);
      for (Matcher word = WORD.matcher(text); word.find(); ) {
        if (oneIn(chance)) {
          marks.add(new Mark(word.start(), word.end(), List.of()));
        }
      }
      int size = randomIntBetween(0, 120);
      Locale locale = randomFrom(Locale.ROOT, Locale.ENGLISH, Locale.GERMAN);
      BreakIterator unified =
          size == 0
              ? BreakIterator.getSentenceInstance(locale)
              : BoundedBreakIteratorScanner.getSentence(locale, size);
      assertEquals(
          "size " + size + ", marks " + marks + ", text <" + text + ">",
          reference(unified, text, marks),
          shown(new PassageCutter.Sentences(locale, size).cut(text, marks)));
    }
  }

  private static boolean oneIn(int n) {
    return random().nextInt(n) == 0;
  }

  private static String randomText() {
    StringBuilder text = new StringBuilder();
    for (int i = randomIntBetween(0, 60); i > 0; i--) {
      text.append(randomAlphaOfLengthBetween(2, oneIn(10) ? 40 : 9));
      text.append(
          randomFrom(
              " ",
              " ",
              " ",
              " ",
              " ",
              ", ",
              ". ",
              "! ",
              "? ",
              ".\n",
              "\n\n",
              "-",
              "'s ",
              " (",
              ") ",
              "\u2029",
              "  ",
              " \ud83d\ude00 ",
              " 3.5 "));
    }
    return text.toString();
  }

  /** How the unified highlighter groups matches, by the iterator's contract. */
  private static List<String> reference(BreakIterator breaks, String text, List<Mark> marks) {
    List<String> passages = new ArrayList<>();
    breaks.setText(text);
    int end = 0;
    for (Mark mark : marks) {
      if (mark.start() >= end) {
        int start = Math.max(0, breaks.preceding(mark.start() + 1));
        end = Math.min(text.length(), breaks.following(mark.start()));
        passages.add(start + "-" + end);
      }
    }
    return passages;
  }

  private static List<String> shown(List<Passage> passages) {
    return passages.stream().map(passage -> passage.start() + "-" + passage.end()).toList();
  }

  public void testEveryMarkIsInOnePassage() {
    String text = "tea and tea. coffee tea! coffee. ".repeat(20);
    List<Mark> marks = marks(text);
    List<Mark> found = new ArrayList<>();
    for (Passage passage : sentences(randomIntBetween(1, 80)).cut(text, marks)) {
      for (Mark mark : passage.marks()) {
        assertTrue(mark.start() >= passage.start() && mark.start() < passage.end());
        found.add(mark);
      }
    }
    assertEquals(marks, found);
  }

  /** Asking a {@link java.text.BreakIterator} for each mark takes minutes here. */
  public void testLongTextsTakeTimeInProportion() {
    for (String part : List.of("Some tea is here. ", "some tea and no end ", "tea.tea,tea/tea")) {
      String text = part.repeat(50_000);
      List<Mark> marks = marks(text);
      long start = System.nanoTime();
      assertTrue(sentences(20).cut(text, marks).size() >= 10_000);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      assertTrue(part + seconds + " s", seconds < 10);
    }
  }
}
