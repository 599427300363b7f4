/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.List;
import java.util.Locale;
import org.opensearch.search.fetch.subphase.highlight.HighlightUtils;
import org.opensearch.test.OpenSearchTestCase;

public class SnippetsTests extends OpenSearchTestCase {
  private static final Snippets PLAIN =
      new Snippets("<em>", "</em>", HighlightUtils.Encoders.DEFAULT);

  private static Mark mark(int start, int end, MatchedToken... tokens) {
    return new Mark(start, end, List.of(tokens));
  }

  private static Passage scored(String text, MatchedToken... tokens) {
    return new Passage(text, 0, 1, List.of(mark(0, 1, tokens)));
  }

  private static List<String> best(List<Passage> passages, int count, boolean byScore) {
    return Snippets.best(passages, count, byScore).stream().map(Passage::text).toList();
  }

  public void testScoreCountsEachTokenOnce() {
    MatchedToken tea = new MatchedToken(2f);
    MatchedToken other = new MatchedToken(2f);
    MatchedToken cup = new MatchedToken(0.5f);
    Passage passage =
        new Passage("x", 0, 1, List.of(mark(0, 1, tea, cup), mark(2, 3, tea), mark(4, 5, other)));
    assertEquals(4.5, passage.score(), 0);
    assertEquals(0, new Passage("x", 0, 1, List.of()).score(), 0);
  }

  public void testTheBestAreChosenInTheTextsOrderOrByScore() {
    List<Passage> passages =
        List.of(
            scored("a", new MatchedToken(1)),
            scored("b", new MatchedToken(3)),
            scored("c", new MatchedToken(1)),
            scored("d", new MatchedToken(4)),
            scored("b", new MatchedToken(3)));
    assertEquals(List.of("d"), best(passages, 1, false));
    assertEquals(List.of("b", "d"), best(passages, 2, false)); // the first of two alike
    assertEquals(List.of("b", "d", "b"), best(passages, 3, false));
    assertEquals(List.of("d", "b", "b"), best(passages, 3, true));
    assertEquals(List.of("a", "b", "d", "b"), best(passages, 4, false));
    assertEquals(List.of("a", "b", "c", "d", "b"), best(passages, Integer.MAX_VALUE, false));
    assertEquals(List.of("d", "b", "b", "a", "c"), best(passages, Integer.MAX_VALUE, true));
  }

  public void testFormat() {
    String text = " Tea & coffee, tea. ";
    assertEquals(
        "<em>Tea</em> & <em>coffee</em>, <em>tea</em>.",
        PLAIN.format(
            new Passage(text, 0, text.length(), List.of(mark(1, 4), mark(7, 13), mark(15, 18)))));
    assertEquals(
        "coffee, <em>te</em>",
        PLAIN.format(new Passage(text, 6, 17, List.of(mark(15, 18))))); // cut by the passage's end
    assertEquals(
        "<em>Tea &</em><em> coffee</em>, tea.",
        PLAIN.format(
            new Passage(text, 0, text.length(), List.of(mark(1, 6), mark(4, 13), mark(7, 9)))));
  }

  public void testHtmlIsEscapedButTheMarksAreNot() {
    String text = "<b>\"tea\" & 'cup'/";
    assertEquals(
        "&lt;b&gt;&quot;<i>tea</i>&quot; &amp; &#x27;cup&#x27;&#x2F;",
        new Snippets("<i>", "</i>", HighlightUtils.Encoders.HTML)
            .format(new Passage(text, 0, text.length(), List.of(mark(4, 7)))));
  }

  private static List<String> excerpt(int size, String... texts) {
    return Snippets.excerpt(List.of(texts), size, Locale.ROOT).stream().map(PLAIN::format).toList();
  }

  public void testExcerptEndsAtAWord() {
    assertEquals(List.of("Green"), excerpt(1, "Green tea"));
    assertEquals(List.of("Green"), excerpt(4, "Green tea"));
    assertEquals(List.of("Green"), excerpt(5, "Green tea")); // the space, taken away
    assertEquals(List.of("Green tea"), excerpt(6, "Green tea"));
    assertEquals(List.of("Green tea"), excerpt(100, "", "Green tea", "more"));
    assertEquals(List.of(), excerpt(100, ""));
    assertEquals(List.of(), excerpt(100));
  }
}
