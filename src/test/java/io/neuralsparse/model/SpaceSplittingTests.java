/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import io.neuralsparse.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class SpaceSplittingTests extends OpenSearchTestCase {
  private static boolean read(String json) throws IOException {
    Path folder = createTempDir();
    Files.writeString(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
    return SpaceSplitting.read(new ModelFolder("m", folder), "tokenizer.json");
  }

  public void testTheTestModels() throws IOException {
    Path models = createTempDir().resolve("models");
    assertTrue(
        SpaceSplitting.read(new ModelFolder("s", TestModels.small(models, "s")), "tokenizer.json"));
    assertTrue(
        SpaceSplitting.read(new ModelFolder("l", TestModels.lexical(models)), "tokenizer.json"));
  }

  public void testKinds() throws IOException {
    String bert = "'pre_tokenizer': {'type': 'BertPreTokenizer'}";
    assertTrue(read("{'normalizer': null, " + bert + "}"));
    assertTrue(read("{'model': {'vocab': {'a': 0}}, " + bert + "}"));
    assertTrue(read("{" + bert + ", 'normalizer': {'type': 'Lowercase'}}"));
    assertTrue(read("{'added_tokens': [{'id': 3, 'content': '[SEP]'}], " + bert + "}"));
    assertFalse(read("{'added_tokens': [{'id': 3, 'content': 'New York'}], " + bert + "}"));
    assertFalse(read("{'normalizer': {'type': 'Precompiled'}, " + bert + "}"));
    assertFalse(read("{'pre_tokenizer': {'type': 'Metaspace', 'replacement': '_'}}"));
    assertFalse(read("{'pre_tokenizer': {'type': 'ByteLevel', 'add_prefix_space': true}}"));
    assertFalse(read("{'pre_tokenizer': {}}"));
    assertFalse(read("{'pre_tokenizer': null}"));
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
