/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.token.Tokenizer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.junit.AfterClass;
import org.opensearch.search.fetch.subphase.highlight.HighlightUtils;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class MarksTests extends OpenSearchTestCase {
  private static Tokenizer tokenizer;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    if (tokenizer == null) {
      Path models = createTempDir().resolve("models");
      TestModels.lexical(models);
      tokenizer = Tokenizer.load(new ModelCatalog(models).folder("lexical"));
    }
  }

  @AfterClass
  public static void closeTokenizer() {
    tokenizer.close();
    tokenizer = null;
  }

  private static Map<Integer, MatchedToken> matched(String... tokens) {
    Map<Integer, MatchedToken> matched = new HashMap<>();
    for (String token : tokens) {
      int id = tokenizer.vocabulary().id(token);
      assertTrue(token, id >= 0);
      matched.put(id, new MatchedToken(1));
    }
    return matched;
  }

  private static List<Mark> marks(Map<Integer, MatchedToken> matched, String text, int limit) {
    return Marks.of(new WordFinder(tokenizer, matched.keySet()), matched, text, limit);
  }

  private static String marked(String text, int limit, String... tokens) {
    List<Mark> marks = marks(matched(tokens), text, limit);
    return new Snippets("<", ">", HighlightUtils.Encoders.DEFAULT)
        .format(new Passage(text, 0, text.length(), marks));
  }

  private static String marked(String text, String... tokens) {
    return marked(text, Integer.MAX_VALUE, tokens);
  }

  public void testWholeWordsAreMarked() {
    assertEquals(
        "\ud83d\ude00 <Caf\u00e9>? <CAFE\u0301>! \u65e5<\u672c>",
        marked("\ud83d\ude00 Caf\u00e9? CAFE\u0301! \u65e5\u672c", "cafe", "\u672c"));
    assertEquals("<Tea>, <tea>-house", marked("Tea, tea-house", "tea"));
    assertEquals("nothing", marked("nothing", "tea"));
    assertEquals("", marked("", "tea"));
  }

  /** index ##ing, brew ##ed, steep ##ed: the stems are longer than the endings. */
  public void testStemsMarkTheirWordAndEndingsDoNot() {
    assertEquals("<Indexing> the <index>", marked("Indexing the index", "index"));
    assertEquals("<brewed> and steeped", marked("brewed and steeped", "brew", "##ed"));
    assertEquals("brewed and steeped", marked("brewed and steeped", "##ed"));
    assertEquals("<teapot>", marked("teapot", "tea")); // tea ##pot
    // st ##raße: two of six characters, and four of six
    assertEquals("Stra\u00dfe", marked("Stra\u00dfe", "st"));
    assertEquals("<Stra\u00dfe>", marked("Stra\u00dfe", "##ra\u00dfe"));
  }

  public void testMarksKnowTheirTokens() {
    Map<Integer, MatchedToken> matched = matched("index", "##ing", "tea");
    List<Mark> marks = marks(matched, "Tea indexing", 100);
    assertEquals(
        List.of(
            new Mark(0, 3, List.of(matched.get(tokenizer.vocabulary().id("tea")))),
            new Mark(
                4,
                12,
                List.of(
                    matched.get(tokenizer.vocabulary().id("index")),
                    matched.get(tokenizer.vocabulary().id("##ing"))))),
        marks);
  }

  public void testPunctuationIsNotMarkedButSymbolsAre() {
    assertEquals(
        "<U>.<S>. <$>5, a<+>b?", marked("U.S. $5, a+b?", "u", "s", ".", "$", "+", "?", ","));
  }

  public void testLimit() {
    String text = "tea tea tea";
    assertEquals("<tea> tea tea", marked(text, 3, "tea"));
    assertEquals("<tea> <tea> tea", marked(text, 4, "tea"));
    assertEquals("<tea> <tea> tea", marked(text, 6, "tea")); // the word at the limit is whole
    assertEquals("<tea> <tea> <tea>", marked(text, 8, "tea"));
    assertEquals("\ud83d\ude00 <tea>", marked("\ud83d\ude00 tea", 3, "tea"));
    assertEquals("\ud83d\ude00 tea", marked("\ud83d\ude00 tea", 2, "tea"));
    assertEquals("tea", marked("tea", Integer.MAX_VALUE));
  }
}
