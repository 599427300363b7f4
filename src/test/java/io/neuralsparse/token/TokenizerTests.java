/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class TokenizerTests extends OpenSearchTestCase {
  private Path folder;
  private ModelCatalog catalog;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    Path models = createTempDir().resolve("models");
    folder = TestModels.small(models, "m");
    catalog = new ModelCatalog(models);
  }

  private Tokenizer load() {
    return Tokenizer.load(catalog.folder("m"));
  }

  public void testIds() {
    try (Tokenizer tokenizer = load()) {
      assertArrayEquals(new long[] {2, 5, 6, 8, 9, 3}, tokenizer.ids("A bd.", true));
      assertArrayEquals(new long[] {5, 6, 8, 9}, tokenizer.ids("A bd.", false));
      assertArrayEquals(new long[] {2, 3}, tokenizer.ids("", true));
    }
  }

  public void testDocumentKeepsItsEndWhenItIsCut() {
    try (Tokenizer tokenizer = load()) {
      assertArrayEquals(new long[] {2, 5, 5, 3}, tokenizer.document("a a", 4));
      assertArrayEquals(new long[] {2, 5, 6, 3}, tokenizer.document("a b c c c", 4));
      assertArrayEquals(new long[] {2, 3}, tokenizer.document("a b", 2));
    }
  }

  public void testTruncationAndPaddingInTheFileAreIgnored() throws Exception {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "\"truncation\": null, \"padding\": null",
                "\"truncation\": {\"direction\": \"Right\", \"max_length\": 3, \"strategy\":"
                    + " \"LongestFirst\", \"stride\": 0}, \"padding\": {\"strategy\": {\"Fixed\":"
                    + " 12}, \"direction\": \"Right\", \"pad_to_multiple_of\": null, \"pad_id\": 0,"
                    + " \"pad_type_id\": 0, \"pad_token\": \"[PAD]\"}"));
    try (Tokenizer tokenizer = load()) {
      assertArrayEquals(new long[] {2, 5, 6, 7, 3}, tokenizer.ids("a b c", true));
    }
  }

  public void testLoneSurrogatesAreReplaced() {
    assertEquals("a\ufffdb", Tokenizer.wellFormed("a\ud800b"));
    assertEquals("\ufffd", Tokenizer.wellFormed("\udc00"));
    String whole = "x \ud83d\ude00 y";
    assertEquals(whole, Tokenizer.wellFormed(whole));
    try (Tokenizer tokenizer = load()) {
      assertArrayEquals(new long[] {5, 1, 6}, tokenizer.ids("a \ud83d\ude00 b", false));
      assertArrayEquals(new long[] {5, 6}, tokenizer.ids("a \ud83d b", false));
    }
  }

  public void testNotATokenizer() throws Exception {
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0}}}");
    ModelException e = expectThrows(ModelException.class, this::load);
    assertTrue(
        e.getMessage(),
        e.getMessage().startsWith("model [m], file [tokenizer.json]: not a tokeniser: "));
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    e = expectThrows(ModelException.class, this::load);
    assertEquals(
        "model [m], file [tokenizer.json]: not the JSON that is due there: [model.vocab] is missing"
            + " or empty",
        e.getMessage());
  }

  public void testPlatforms() {
    assertEquals("linux-x86_64", NativeTokenizers.platform("Linux", "amd64"));
    assertEquals("linux-aarch64", NativeTokenizers.platform("Linux", "aarch64"));
    assertEquals("osx-aarch64", NativeTokenizers.platform("Mac OS X", "aarch64"));
    assertEquals("win-x86_64", NativeTokenizers.platform("Windows 11", "amd64"));
  }
}
