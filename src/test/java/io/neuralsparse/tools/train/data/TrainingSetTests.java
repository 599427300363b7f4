/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Examples in memory: their texts, their tokens, and lines that no tokeniser helps. */
public class TrainingSetTests extends DataTestCase {
  public void testTextsAreKeptOnceWithTheirTokens() throws Exception {
    Path file =
        write(
            "pairs.jsonl",
            pair("a bd", "c ü a", "one")
                + "{\"query\": \"c ü a\", \"pos\": \"b\", \"negs\": [\"c ü a\"], \"source\":"
                + " \"two\"}\n");
    TrainingSet set = set(file);
    assertEquals(2, set.size());
    assertEquals(3, set.texts().size());
    assertEquals("a bd", set.texts().get(0));
    assertEquals("c ü a", set.texts().get(1));
    assertEquals("b", set.texts().get(2));
    // [UNK] 1, [CLS] 2, [SEP] 3, a 5, b 6, c 7, ##d 8
    assertArrayEquals(new int[] {5, 6, 8}, set.queryTokens().get(0));
    assertArrayEquals(new int[] {7, 1, 5}, set.queryTokens().get(1));
    assertArrayEquals(new int[] {2, 7, 1, 5, 3}, set.documentTokens().get(1));
    assertArrayEquals(new int[] {2, 6, 3}, set.documentTokens().get(2));
    IllegalArgumentException none =
        expectThrows(IllegalArgumentException.class, () -> set.documentTokens().get(0));
    assertEquals("there are no ids of text [0]", none.getMessage());
    assertEquals(Map.of("one", 1, "two", 1), set.sources());
    assertFalse(set.isScored());
  }

  public void testLongTextsAreCut() throws Exception {
    Path file = write("pairs.jsonl", pair("a ".repeat(40), "b ".repeat(40), ""));
    TrainingSet set =
        TrainingSet.read(
            List.of(file.toString()),
            tokenizer,
            new TokenLimits(3, 4),
            BadLines.fail(),
            done -> {});
    assertArrayEquals(new int[] {5, 5, 5}, set.queryTokens().get(0));
    assertArrayEquals(new int[] {2, 6, 6, 3}, set.documentTokens().get(1));
  }

  public void testTextsOfUnknownTokensAreNamed() throws Exception {
    String fault = "has a text without any token that the tokeniser knows";
    Path query = write("query.jsonl", pair("?", "a", ""));
    IOException e = expectThrows(IOException.class, () -> set(query));
    assertEquals("[" + query + "] line 1 " + fault + ": the query", e.getMessage());
    Path document =
        write(
            "document.jsonl",
            pair("a", "b", "")
                + "{\"query\": \"a\", \"pos\": [\"b\"], \"negs\": [\"c\", \"ü ü\"]}\n");
    e = expectThrows(IOException.class, () -> set(document));
    assertEquals("[" + document + "] line 2 " + fault + ": negative 2", e.getMessage());
    List<String> told = new ArrayList<>();
    BadLines badLines = BadLines.skip(told::add);
    TrainingSet set =
        TrainingSet.read(List.of(document.toString()), tokenizer, LIMITS, badLines, done -> {});
    assertEquals(1, set.size());
    assertEquals(Map.of(fault, 1L), badLines.counts());
  }

  public void testSetsThatCannotBe() throws Exception {
    Path empty = write("empty.jsonl", "\n");
    IOException e = expectThrows(IOException.class, () -> set(empty));
    assertEquals("there is no example in [" + empty + "]", e.getMessage());
    Path mixed =
        write(
            "mixed.jsonl",
            pair("a", "b", "")
                + "{\"query\": \"a\", \"docs\": [\"b\", \"c\"], \"scores\": [1, 2]}\n");
    e = expectThrows(IOException.class, () -> set(mixed));
    assertEquals("1 of 2 examples in [" + mixed + "] have scores, not all", e.getMessage());
  }

  public void testTablesGrow() {
    TextTable texts = new TextTable();
    TokenTable tokens = new TokenTable();
    for (int i = 0; i < 5000; i++) {
      assertEquals(i, texts.add(words(i)));
      int[] ids = new int[400];
      ids[i % 400] = i;
      tokens.put(i, ids);
    }
    for (int i = 0; i < 5000; i++) {
      assertEquals(i, texts.add(words(i)));
      assertEquals(words(i), texts.get(i));
      assertEquals(i, tokens.get(i)[i % 400]);
    }
    assertEquals(5000, texts.size());
    assertFalse(tokens.has(5000));
  }
}
