/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import io.neuralsparse.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class ModelManifestTests extends OpenSearchTestCase {
  private Path models;
  private ModelCatalog catalog;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    models = createTempDir().resolve("models");
    catalog = new ModelCatalog(models);
  }

  private void assertFault(String expected) {
    ModelException e = expectThrows(ModelException.class, () -> catalog.manifest("m"));
    assertEquals(expected, e.getMessage());
  }

  private Path config(String json) throws IOException {
    Path folder = TestModels.small(models, "m");
    Files.writeString(folder.resolve("config.json"), json);
    return folder;
  }

  public void testBuiltInModel() throws IOException {
    TestModels.lexical(models);
    ModelManifest manifest = catalog.manifest("lexical");
    assertEquals("lexical", manifest.name());
    assertEquals(new Network.Lexical(1.2, 0.75, 256), manifest.network());
    assertEquals(OptionalInt.of(30522), manifest.vocabularySize());
    assertEquals(8192, manifest.window());
    assertEquals(Optional.of("bert-uncased"), manifest.analyzer());
  }

  public void testNamesAreSortedAndHiddenFoldersAndFilesDoNotCount() throws IOException {
    assertEquals(List.of(), catalog.names());
    TestModels.small(models, "z");
    TestModels.small(models, "a");
    TestModels.small(models, ".hidden");
    Files.writeString(models.resolve("readme.txt"), "");
    assertEquals(List.of("a", "z"), catalog.names());
    assertEquals(List.of(), new ModelCatalog(models.resolve("none")).names());
  }

  public void testUnknownModelListsTheKnown() throws IOException {
    TestModels.small(models, "a");
    for (String name : List.of("b", "../a", "", ".", "a/")) {
      ModelException e = expectThrows(ModelException.class, () -> catalog.manifest(name));
      assertEquals(
          "unknown model [" + name + "], this node has [a] in [config/neural-sparse/models]",
          e.getMessage());
    }
  }

  public void testEachFileMustBeThere() throws IOException {
    Path folder = TestModels.small(models, "m");
    catalog.manifest("m");
    Files.delete(folder.resolve("idf.json"));
    assertFault(
        "model [m], file [idf.json]: missing, and [query_token_weights.txt] is missing too");
    Files.writeString(folder.resolve("query_token_weights.txt"), "a\t2\n");
    catalog.manifest("m");
    Files.delete(folder.resolve("tokenizer.json"));
    assertFault("model [m], file [tokenizer.json]: missing");
    Files.delete(folder.resolve("config.json"));
    assertFault("model [m], file [config.json]: missing");
  }

  public void testGraphMustBeThere() throws IOException {
    Path folder = config("{}");
    assertFault(
        "model [m], file [config.json]: [architectures] must name one of [BertForMaskedLM,"
            + " DistilBertForMaskedLM, NewForMaskedLM], or there must be a [model.onnx], got"
            + " [null]");
    Files.createDirectories(folder.resolve("onnx"));
    Files.writeString(folder.resolve("onnx/model.onnx"), "");
    assertEquals(
        new Network.Onnx(folder.resolve("onnx/model.onnx"), Pooling.MAX, Activation.RELU),
        catalog.manifest("m").network());
    Files.writeString(folder.resolve("model.onnx"), "");
    assertEquals(
        new Network.Onnx(folder.resolve("model.onnx"), Pooling.MAX, Activation.RELU),
        catalog.manifest("m").network());
  }

  public void testActivation() throws IOException {
    Path folder = config("{\"neural_sparse\": {\"activation\": \"log1p_relu\"}}");
    Files.writeString(folder.resolve("model.onnx"), "");
    assertEquals(
        new Network.Onnx(folder.resolve("model.onnx"), Pooling.MAX, Activation.LOG1P_RELU),
        catalog.manifest("m").network());
    Files.writeString(
        folder.resolve("config.json"), "{\"neural_sparse\": {\"activation\": \"tanh\"}}");
    assertFault(
        "model [m], file [config.json]: [neural_sparse.activation] must be relu or log1p_relu,"
            + " got [tanh]");
  }

  public void testConfigIsJson() throws IOException {
    config("architectures: none");
    ModelException e = expectThrows(ModelException.class, () -> catalog.manifest("m"));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .startsWith("model [m], file [config.json]: not the JSON that is due there: "));
  }

  public void testParametersOfTheLexicalEncoderAreChecked() throws IOException {
    String start = "{\"architectures\": [\"LexicalEncoder\"], ";
    config(start + "\"k1\": 1, \"b\": 0.5, \"mean_length\": 9}");
    assertFault("model [m], file [config.json]: [vocab_size] must be a number, got [null]");
    config(start + "\"vocab_size\": 10, \"k1\": 1, \"b\": 1.5, \"mean_length\": 9}");
    assertFault("model [m], file [config.json]: [b] must be from 0.0 to 1.0, got [1.5]");
    config(start + "\"vocab_size\": 10, \"k1\": \"x\", \"b\": 1, \"mean_length\": 9}");
    assertFault("model [m], file [config.json]: [k1] must be a number, got [\"x\"]");
  }

  public void testWindowIsTheLeastOfNetworkAndTokenizer() throws IOException {
    Path folder = TestModels.small(models, "m");
    assertEquals(6, catalog.manifest("m").window());
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 5}");
    assertEquals(5, catalog.manifest("m").window());
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 1e30}");
    assertEquals(6, catalog.manifest("m").window());
  }

  public void testAnalyzerPrefersTheDefaultModelAndPassesBrokenFoldersOver() throws IOException {
    TestModels.small(models, "a");
    TestModels.small(models, "b");
    Files.createDirectories(models.resolve("0-broken"));
    assertEquals(Optional.of("b"), catalog.withAnalyzer("tiny", "b"));
    assertEquals(Optional.of("a"), catalog.withAnalyzer("tiny", "none"));
    assertEquals(Optional.empty(), catalog.withAnalyzer("huge", "b"));
  }
}
