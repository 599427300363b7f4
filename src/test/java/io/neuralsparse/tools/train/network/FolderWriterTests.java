/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is saved is what the plugin serves. */
public class FolderWriterTests extends NetworkTestCase {
  private static final List<String> TEXTS =
      List.of("a", "the cat sat on the mat.", "a b c d e f g h i j k l m n o p q r s t u v w");

  private ModelFolder source(Architecture architecture, boolean ownDecoder) throws IOException {
    return folder(
        new RandomTransformer(
            config(architecture, HiddenActivation.GELU),
            new Options(ElementType.F32, true, ownDecoder, Pooling.MAX, Activation.RELU),
            Distribution.LIVELY,
            random().nextLong()));
  }

  private ModelFolder save(
      TrainableTransformer network, ModelFolder source, Activation activation, ElementType type)
      throws IOException {
    JsonObject provenance = new JsonObject();
    provenance.addProperty("seed", 17);
    Path folder = createTempDir().resolve("trained");
    network.save(
        folder, new Serving(source, activation, TokenFrequency.COUNT, type), idf(), provenance);
    return ModelFolder.of(folder);
  }

  private static float[] idf() {
    float[] idf = new float[VOCABULARY];
    for (int id = 0; id < idf.length; id++) {
      idf[id] = 1 + id / 8f;
    }
    return idf;
  }

  /** Changes parameters as a step of training would. */
  private void disturb(TrainableTransformer network) {
    for (NDArray parameter : network.parameters().values()) {
      float[] values = parameter.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        values[i] += 0.1f * (random().nextFloat() - 0.5f);
      }
      parameter.set(FloatBuffer.wrap(values));
    }
  }

  private void assertServed(ModelFolder saved, float[] weights) {
    ModelManifest manifest = ModelManifest.read(saved);
    assertEquals(TokenFrequency.COUNT, manifest.tokenFrequency());
    int positive = 0;
    try (OnnxDocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.FP32)) {
      Vocabulary vocabulary = Vocabulary.read(saved);
      for (int text = 0; text < TEXTS.size(); text++) {
        Map<String, Float> served =
            encoder.encode(List.of(TEXTS.get(text)), LongText.TRUNCATE).getFirst().toMap();
        for (int id = 0; id < VOCABULARY; id++) {
          float expected = weights[text * VOCABULARY + id];
          assertEquals(expected, served.getOrDefault(vocabulary.token(id), 0f), 1e-4);
          positive += expected > 0.01 ? 1 : 0;
        }
      }
    }
    assertTrue("a test of zeros tests nothing", positive > 50);
  }

  private float[] weights(TrainableTransformer network, ModelFolder folder, Activation activation) {
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      List<int[]> texts =
          TEXTS.stream()
              .map(
                  text ->
                      Arrays.stream(tokenizer.document(text, 24))
                          .mapToInt(id -> (int) id)
                          .toArray())
              .toList();
      TokenBatch batch = TokenBatch.of(manager, texts, 0);
      VocabularyHead head = new SparseHead(network, activation, tokenizer.vocabulary());
      return head.weights(network.states(batch), batch).toFloatArray();
    }
  }

  public void testTrainedFoldersAreServed() throws IOException {
    for (Architecture architecture : List.of(Architecture.BERT, Architecture.DISTILBERT)) {
      for (Activation activation : Activation.values()) {
        ModelFolder source = source(architecture, random().nextBoolean());
        try (TrainableTransformer network = TrainableTransformer.load(manager, source)) {
          disturb(network);
          ModelFolder saved = save(network, source, activation, ElementType.F32);
          assertServed(saved, weights(network, source, activation));
        }
      }
    }
  }

  public void testFiles() throws IOException {
    ModelFolder source = source(Architecture.BERT, false);
    try (TrainableTransformer network = TrainableTransformer.load(manager, source)) {
      ModelFolder saved = save(network, source, Activation.RELU, ElementType.F32);
      try (Stream<Path> files = Files.list(saved.path())) {
        assertEquals(
            Set.of(
                "config.json",
                "model.safetensors",
                "tokenizer.json",
                "tokenizer_config.json",
                "special_tokens_map.json",
                "vocab.txt",
                "idf.json",
                "neural_sparse_training.json"),
            files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
      }
      assertEquals(
          JsonParser.parseString("{\"seed\": 17}"),
          JsonParser.parseString(
              Files.readString(saved.path().resolve("neural_sparse_training.json"))));
      Vocabulary vocabulary = Vocabulary.read(saved);
      IdfTable table = IdfTable.read(saved, vocabulary);
      for (int id = 0; id < VOCABULARY; id++) {
        assertEquals(1 + id / 8f, table.weight(id), 0);
      }
    }
  }

  public void testLoadedAgain() throws IOException {
    for (ElementType type : List.of(ElementType.F32, ElementType.F16, ElementType.BF16)) {
      boolean ownDecoder = random().nextBoolean();
      ModelFolder source = source(Architecture.BERT, ownDecoder);
      try (TrainableTransformer network = TrainableTransformer.load(manager, source)) {
        assertEquals(
            ownDecoder, network.parameters().containsKey("cls.predictions.decoder.weight"));
        ModelFolder saved = save(network, source, Activation.RELU, type);
        try (TrainableTransformer again = TrainableTransformer.load(manager, saved)) {
          assertEquals(network.config(), again.config());
          assertEquals(
              List.copyOf(network.parameters().keySet()), List.copyOf(again.parameters().keySet()));
          double relative = type == ElementType.F32 ? 0 : type == ElementType.F16 ? 5e-4 : 4e-3;
          network
              .parameters()
              .forEach(
                  (name, parameter) -> {
                    float[] expected = parameter.toFloatArray();
                    float[] actual = again.parameters().get(name).toFloatArray();
                    for (int i = 0; i < expected.length; i++) {
                      double tolerance = relative * Math.abs(expected[i]) + relative * 1e-3;
                      assertEquals(name, expected[i], actual[i], tolerance);
                    }
                  });
        }
      }
    }
  }

  /** As libraries of some years ago saved it: the words once more, under the decoder's name. */
  public void testCopyOfTheWordsIsTied() throws IOException {
    ModelFolder source = source(Architecture.BERT, true);
    try (TrainableTransformer network = TrainableTransformer.load(manager, source)) {
      float[] words = network.parameter("bert.embeddings.word_embeddings.weight").toFloatArray();
      network.decoder().set(FloatBuffer.wrap(words));
      ModelFolder copied = save(network, source, Activation.RELU, ElementType.F32);
      try (TrainableTransformer tied = TrainableTransformer.load(manager, copied)) {
        assertFalse(tied.parameters().containsKey("cls.predictions.decoder.weight"));
        assertEquals(network.parameters().size() - 1, tied.parameters().size());
      }
    }
  }
}
