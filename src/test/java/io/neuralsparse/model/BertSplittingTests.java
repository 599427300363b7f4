/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import io.neuralsparse.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class BertSplittingTests extends OpenSearchTestCase {
  private static final String BERT =
      "{'added_tokens': [{'id': 3, 'content': '[SEP]', 'special': true}], 'normalizer': {'lowercase':"
          + " true, 'type': 'BertNormalizer'}, 'pre_tokenizer': {'type': 'BertPreTokenizer'},"
          + " 'model': {'type': 'WordPiece', 'continuing_subword_prefix': '##', 'vocab': {'a': 0}}}";

  private static boolean read(String json) throws IOException {
    Path folder = createTempDir();
    Files.writeString(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
    return BertSplitting.read(new ModelFolder("m", folder), "tokenizer.json");
  }

  private static boolean bertBut(String old, String replaced) throws IOException {
    assertTrue(BERT.contains(old));
    return read(BERT.replace(old, replaced));
  }

  public void testTheTestModels() throws IOException {
    Path models = createTempDir().resolve("models");
    assertTrue(
        BertSplitting.read(new ModelFolder("s", TestModels.small(models, "s")), "tokenizer.json"));
    assertTrue(
        BertSplitting.read(new ModelFolder("l", TestModels.lexical(models)), "tokenizer.json"));
  }

  public void testKinds() throws IOException {
    assertTrue(read(BERT));
    assertTrue(bertBut("{'lowercase': true, 'type': 'BertNormalizer'}", "null"));
    assertTrue(bertBut("[SEP]", "<s>"));
    assertFalse(bertBut("BertNormalizer", "Precompiled"));
    assertFalse(bertBut("{'type': 'BertPreTokenizer'}", "null"));
    assertFalse(bertBut("BertPreTokenizer", "Whitespace"));
    assertFalse(bertBut("WordPiece", "BPE"));
    assertFalse(bertBut("'##'", "'@@'"));
    assertFalse(bertBut("'special': true", "'special': false"));
    assertFalse(bertBut("[SEP]", "[New York]"));
    assertFalse(bertBut("[SEP]", "SEP"));
    assertFalse(read("{}"));
  }

  public void testWhatIsNoTokenizerIsNamed() {
    ModelException e =
        expectThrows(ModelException.class, () -> read("{'pre_tokenizer': 'BertPreTokenizer'}"));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .startsWith("model [m], file [tokenizer.json]: not the JSON that is due there: "));
  }
}
