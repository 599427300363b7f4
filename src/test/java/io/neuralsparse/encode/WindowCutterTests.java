/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class WindowCutterTests extends OpenSearchTestCase {
  private static final long CLS = 2;
  private static final long SEP = 3;
  private static final long A = 5;
  private static final long B = 6;
  private static final long C = 7;
  private static final long POINT = 9;

  private ModelManifest manifest;
  private Tokenizer tokenizer;

  private WindowCutter small() throws IOException {
    Path models = createTempDir().resolve("models");
    TestModels.small(models, "m"); // window 6: four tokens and two special ones
    return cutter(models, "m");
  }

  private WindowCutter lexical() throws IOException {
    Path models = createTempDir().resolve("models");
    TestModels.lexical(models); // window 8,192
    return cutter(models, "lexical");
  }

  private WindowCutter cutter(Path models, String model) {
    manifest = new ModelCatalog(models).manifest(model);
    tokenizer = Tokenizer.load(manifest.folder());
    return new WindowCutter(manifest, tokenizer);
  }

  @Override
  public void tearDown() throws Exception {
    if (tokenizer != null) {
      tokenizer.close();
    }
    super.tearDown();
  }

  private static LongText windows(int overlap, int most) {
    return new LongText(LongText.Mode.WINDOWS, overlap, most);
  }

  private static void assertWindows(Windows windows, long[]... expected) {
    assertEquals(
        Arrays.deepToString(expected), Arrays.deepToString(windows.ids().toArray(long[][]::new)));
  }

  public void testAShortTextIsOneWindow() throws IOException {
    WindowCutter cutter = small();
    for (LongText longText : List.of(LongText.WINDOWS, LongText.TRUNCATE, windows(0, 1))) {
      Windows cut = cutter.cut("a b c .", longText);
      assertWindows(cut, new long[] {CLS, A, B, C, POINT, SEP});
      assertEquals(4, cut.tokens());
      assertFalse(cut.truncated());
      assertWindows(cutter.cut(" ", longText), new long[] {CLS, SEP});
      assertEquals(0, cutter.cut("", longText).tokens());
    }
  }

  public void testALongTextIsCutIntoOverlappingWindows() throws IOException {
    WindowCutter cutter = small();
    assertWindows(
        cutter.cut("a b c . a b c", windows(1, 9)),
        new long[] {CLS, A, B, C, POINT, SEP},
        new long[] {CLS, POINT, A, B, C, SEP});
    assertWindows(
        cutter.cut("a b c . a b c", windows(2, 9)),
        new long[] {CLS, A, B, C, POINT, SEP},
        new long[] {CLS, C, POINT, A, B, SEP},
        new long[] {CLS, A, B, C, SEP});
    // no more overlap than half a window
    assertWindows(
        cutter.cut("a b c . a b c", windows(1000, 9)),
        new long[] {CLS, A, B, C, POINT, SEP},
        new long[] {CLS, C, POINT, A, B, SEP},
        new long[] {CLS, A, B, C, SEP});
    assertWindows(
        cutter.cut("a b c . a", windows(0, 9)),
        new long[] {CLS, A, B, C, POINT, SEP},
        new long[] {CLS, A, SEP});
  }

  public void testWhatIsBeyondTheLastWindowIsLostAndCounted() throws IOException {
    WindowCutter cutter = small();
    Windows cut = cutter.cut("a b c . a b c .", LongText.TRUNCATE);
    assertWindows(cut, new long[] {CLS, A, B, C, POINT, SEP});
    assertTrue(cut.truncated());
    assertEquals(4, cut.tokens());
    Windows two = cutter.cut("a b c . a b c . a", windows(0, 2));
    assertEquals(2, two.ids().size());
    assertEquals(8, two.tokens());
    assertTrue(two.truncated());
    assertFalse(cutter.cut("a b c . a b c .", windows(0, 2)).truncated());
  }

  public void testUnknownTokensAreCounted() throws IOException {
    WindowCutter cutter = small();
    Windows cut = cutter.cut("a zebra b zebra zebra", LongText.TRUNCATE);
    assertEquals(2, cut.unknown()); // the third is beyond the window
    assertEquals(3, cutter.cut("a zebra b zebra zebra", windows(0, 2)).unknown());
  }

  /** The definition, on the tokens of the text as a whole. */
  private List<List<Long>> expected(String text, int overlap, int most) {
    long[] ids = tokenizer.ids(text, false);
    int capacity = manifest.window() - 2;
    List<List<Long>> windows = new ArrayList<>();
    for (int start = 0; windows.size() < most; start += capacity - overlap) {
      List<Long> window = new ArrayList<>();
      window.add(101L); // [CLS] of bert-uncased
      int end = Math.min(ids.length, start + capacity);
      Arrays.stream(ids, start, end).forEach(window::add);
      window.add(102L);
      windows.add(window);
      if (end == ids.length) {
        break;
      }
    }
    return windows;
  }

  public void testSlicesGiveTheTokensOfTheWholeText() throws IOException {
    WindowCutter cutter = lexical();
    String[] words = {
      "token", "Überraschung", "unbelievable", "u.s.", "𝒳", "中文", "\t", "\n", "don't"
    };
    StringBuilder text = new StringBuilder();
    while (text.length() < 200_000) {
      text.append(randomFrom(words)).append(randomFrom(" ", "  ", "\u00a0", ", ", " "));
    }
    int overlap = randomIntBetween(0, 4000);
    int most = randomIntBetween(1, 12);
    Windows cut = cutter.cut(text.toString(), windows(overlap, most));
    List<List<Long>> expected = expected(text.toString(), overlap, most);
    assertEquals(expected.size(), cut.ids().size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), Arrays.stream(cut.ids().get(i)).boxed().toList());
    }
  }

  public void testTextsOfMillionsOfCharacters() throws IOException {
    WindowCutter cutter = lexical();
    String spaces = " ".repeat(2_000_000);
    assertEquals(0, cutter.cut(spaces, LongText.WINDOWS).tokens());
    assertEquals(1, cutter.cut(spaces + "hello", LongText.WINDOWS).tokens());
    Windows words = cutter.cut("hello ".repeat(2_000_000), LongText.TRUNCATE);
    assertEquals(8190, words.tokens());
    assertTrue(words.truncated());
    // no place to cut: a word of more than 100 letters is unknown, whatever part of it is looked at
    Windows junk = cutter.cut("x".repeat(2_000_000), LongText.WINDOWS);
    assertEquals(junk.tokens(), junk.unknown());
    assertTrue(junk.tokens() < 1000);
    Windows chinese = cutter.cut("中".repeat(2_000_000), LongText.TRUNCATE);
    assertEquals(8190, chinese.tokens());
    Windows pairs = cutter.cut("𝒳".repeat(100_000), LongText.TRUNCATE);
    assertFalse("no half of a pair: U+FFFD is dropped", pairs.tokens() == 0);
  }

  public void testAWindowThatHoldsNothing() throws IOException {
    small();
    ModelManifest none =
        new ModelManifest(
            manifest.folder(),
            manifest.network(),
            manifest.vocabularySize(),
            2,
            manifest.analyzer(),
            manifest.tokenFrequency(),
            manifest.decisions());
    ModelException e = expectThrows(ModelException.class, () -> new WindowCutter(none, tokenizer));
    assertEquals(
        "model [m], file [tokenizer.json]: must put special tokens before and after a text only,"
            + " and leave room for it in the model's window of 2; of the text [a], which is [5], it"
            + " makes [2, 5, 3]",
        e.getMessage());
  }
}
