/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.junit.AfterClass;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class WordFinderTests extends OpenSearchTestCase {
  /** The same tokeniser twice; the second says it in a way that is not known to be the same. */
  private static Tokenizer splitting;

  private static Tokenizer whole;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    if (splitting == null) {
      splitting = load(false);
      whole = load(true);
    }
  }

  @AfterClass
  public static void closeTokenizers() {
    splitting.close();
    whole.close();
    splitting = null;
    whole = null;
  }

  private static Tokenizer load(boolean inSequence) throws IOException {
    Path models = createTempDir().resolve("models");
    Path file = TestModels.lexical(models).resolve("tokenizer.json");
    if (inSequence) {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      JsonArray one = new JsonArray();
      one.add(json.get("pre_tokenizer"));
      JsonObject sequence = new JsonObject();
      sequence.addProperty("type", "Sequence");
      sequence.add("pretokenizers", one);
      json.add("pre_tokenizer", sequence);
      Files.writeString(file, json.toString());
    }
    return Tokenizer.load(new ModelCatalog(models).folder("lexical"));
  }

  private static String word() {
    return randomFrom(
        "tea",
        "Tea,",
        "indexing",
        "caf\u00e9s",
        "cafe\u0301",
        "\u0301x",
        "U.S.",
        "don't",
        "(a)",
        "\ud83d\ude00",
        "\ud83d\ude00tea",
        "\ud800b",
        "\u65e5\u672c\u8a9e",
        "cof\u00adfee",
        "\u200b",
        "a\u00a0b",
        "\u0085",
        "[MASK]",
        "x[SEP]y",
        "...",
        "42",
        "na\u00efve!",
        "##ing",
        "\u00adtea\u00ad",
        randomAlphaOfLength(randomIntBetween(1, 12)),
        randomUnicodeOfLengthBetween(1, 6));
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    for (int i = randomIntBetween(0, 40); i > 0; i--) {
      text.append(word())
          .append(randomFrom(" ", " ", " ", "  ", "\n", "\t ", "\u2029", "", "\r\n"));
    }
    return text.toString();
  }

  public void testPartsHaveTheTokensOfTheWhole() {
    assertTrue(splitting.splitsAsBert());
    assertFalse(whole.splitsAsBert());
    for (int round = 0; round < 300; round++) {
      Set<Integer> wanted = new HashSet<>();
      for (String token :
          List.of(
              "tea", "##ing", "cafe", "a", "\u672c", ".", "b", "mask", "x", "u", "s", "##s", "##e",
              "42", "don", "#", "don't")) {
        if (randomBoolean()) {
          wanted.add(Math.max(0, splitting.vocabulary().id(token)));
        }
      }
      if (rarely()) {
        IntStream.range(0, splitting.vocabulary().size()).forEach(wanted::add);
      }
      WordFinder finder = new WordFinder(splitting, wanted);
      WordFinder reference = new WordFinder(whole, wanted);
      for (int i = 0; i < 5; i++) { // the later ones know parts of the earlier
        String text = text();
        assertEquals(text, reference.find(text), finder.find(text));
      }
    }
  }
}
