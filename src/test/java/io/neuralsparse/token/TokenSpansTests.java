/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.junit.AfterClass;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class TokenSpansTests extends OpenSearchTestCase {
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

  /** Each token with its word as it stands in the text: {@code token=word}. */
  private static String shown(String text) {
    TokenSpans spans = tokenizer.spans(text, id -> true);
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < spans.size(); i++) {
      shown
          .append(i == 0 ? "" : " ")
          .append(tokenizer.vocabulary().token(spans.id(i)))
          .append('=')
          .append(text, spans.start(i), spans.end(i));
    }
    return shown.toString();
  }

  public void testPiecesHaveTheWholeWord() {
    assertEquals("index=Indexing ##ing=Indexing tea=tea ,=, !=!", shown("Indexing\ttea,  !"));
    assertEquals("don=don '=' t=t u=U .=. s=S .=.", shown("don't U.S."));
  }

  public void testLengthsOfPieces() {
    TokenSpans spans = tokenizer.spans("Stra\u00dfe \ud83d\ude00, caf\u00e9", id -> true);
    assertEquals(
        List.of(2, 4, 1, 1, 4),
        IntStream.range(0, spans.size()).map(spans::length).boxed().toList());
  }

  public void testOffsetsCountChars() {
    // The emoji is one code point and two chars.
    assertEquals(
        "[UNK]=\ud83d\ude00 tea=tea [UNK]=\ud83d\ude00\ud83d\ude00 green=Green",
        shown("\ud83d\ude00 tea \ud83d\ude00\ud83d\ude00 Green"));
    TokenSpans spans = tokenizer.spans("\ud83d\ude00 tea", id -> true);
    assertEquals(3, spans.start(1));
    assertEquals(6, spans.end(1));
  }

  public void testStrippedAccentsBelongToTheirWord() {
    assertEquals("cafe=Caf\u00e9 koln=K\u00f6ln", shown("Caf\u00e9 K\u00f6ln"));
    assertEquals("cafe=Cafe\u0301 x=x", shown("Cafe\u0301 x"));
    assertEquals("cafe=cafe\u0301", shown("cafe\u0301"));
    assertEquals("istanbul=\u0130stanbul", shown("\u0130stanbul"));
    assertEquals("st=stra\u00dfe ##ra\u00dfe=stra\u00dfe", shown("stra\u00dfe"));
  }

  public void testDroppedCharactersInsideAWordAreInItsSpan() {
    assertEquals(
        "coffee=cof\u00adfee cup=cup", shown("cof\u00adfee \u200bcup")); // soft hyphen, no space
  }

  public void testIdeographsAreWords() {
    assertEquals("\u65e5=\u65e5 \u672c=\u672c x=x", shown("\u65e5\u672cx"));
  }

  public void testHalvesOfPairsKeepTheirPlace() {
    // The half is replaced by U+FFFD, and that is dropped: one word.
    assertEquals("ab=a\ud800b tea=tea", shown("a\ud800b tea"));
    assertEquals("tea=tea", shown("\udc00 tea"));
  }

  public void testNoTokens() {
    assertEquals("", shown(""));
    assertEquals("", shown(" \n"));
  }

  public void testTextWithoutWantedTokensHasNoSpans() {
    int tea = tokenizer.vocabulary().id("tea");
    assertEquals(0, tokenizer.spans("green leaves", id -> id == tea).size());
    assertEquals(2, tokenizer.spans("green tea", id -> id == tea).size());
  }

  /** A million chars take about a second; what is not in proportion takes minutes. */
  public void testLongTextsTakeTimeInProportion() {
    String text = "Walking, indexing caf\u00e9s \ud83d\ude00 of the U.S. ".repeat(25_000);
    long start = System.nanoTime();
    TokenSpans spans = tokenizer.spans(text, id -> true);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertEquals("Walking", text.substring(spans.start(0), spans.end(0)));
    int last = spans.size() - 2;
    assertEquals("S", text.substring(spans.start(last), spans.end(last)));
    assertTrue(seconds + " s", seconds < 20);
  }
}
