/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.SafetensorsWriter.Declaration;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes a network as a folder of the plain form: all files in the root. */
final class FolderWriter {
  private static final String PROVENANCE = "neural_sparse_training.json";
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final TrainableTransformer network;
  private final Serving serving;

  FolderWriter(TrainableTransformer network, Serving serving) {
    this.network = network;
    this.serving = serving;
  }

  void write(Path folder, float[] idf, JsonObject provenance) throws IOException {
    Files.createDirectories(folder);
    ModelFolder source = serving.tokenizer();
    Vocabulary vocabulary = Vocabulary.read(source);
    writeWeights(folder.resolve("model.safetensors"));
    writeTokenizer(folder, source, vocabulary);
    put(folder.resolve(IdfTable.JSON_FILE), new Gson().toJson(table(vocabulary, idf)));
    put(folder.resolve(PROVENANCE), PRETTY.toJson(provenance));
    put(folder.resolve("config.json"), PRETTY.toJson(config()));
  }

  private void writeWeights(Path file) throws IOException {
    List<Declaration> declarations = new ArrayList<>();
    network
        .parameters()
        .forEach(
            (name, array) ->
                declarations.add(
                    new Declaration(
                        name,
                        serving.type(),
                        Arrays.stream(array.getShape().getShape()).boxed().toList())));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, declarations, Map.of("format", "pt"))) {
      for (Map.Entry<String, NDArray> parameter : network.parameters().entrySet()) {
        writer.write(parameter.getKey(), FloatBuffer.wrap(parameter.getValue().toFloatArray()));
      }
      writer.finish();
    }
  }

  /** Copies what the folder's tokeniser consists of, wherever in the folder it lies. */
  private static void writeTokenizer(Path folder, ModelFolder source, Vocabulary vocabulary)
      throws IOException {
    String file = vocabulary.file();
    String parent = file.substring(0, file.length() - Vocabulary.FILE.length());
    for (String name :
        List.of(Vocabulary.FILE, "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")) {
      Path from = source.find(parent + name).orElse(null);
      if (from != null) {
        put(folder.resolve(name), Files.readString(from));
      }
    }
  }

  private static JsonObject table(Vocabulary vocabulary, float[] idf) {
    JsonObject table = new JsonObject();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.token(id) != null) {
        table.addProperty(vocabulary.token(id), idf[id]);
      }
    }
    return table;
  }

  private JsonObject config() {
    TransformerConfig config = network.config();
    boolean distil = config.architecture() == Architecture.DISTILBERT;
    JsonObject json = new JsonObject();
    JsonArray architectures = new JsonArray();
    architectures.add(config.architecture().className());
    json.add("architectures", architectures);
    json.addProperty("model_type", distil ? "distilbert" : "bert");
    json.addProperty("vocab_size", config.vocabularySize());
    json.addProperty("max_position_embeddings", config.positions());
    json.addProperty(distil ? "dim" : "hidden_size", config.hidden());
    json.addProperty(distil ? "n_layers" : "num_hidden_layers", config.layers());
    json.addProperty(distil ? "n_heads" : "num_attention_heads", config.heads());
    json.addProperty(distil ? "hidden_dim" : "intermediate_size", config.intermediate());
    json.addProperty(distil ? "activation" : "hidden_act", function());
    if (!distil) {
      json.addProperty("layer_norm_eps", config.layerNormEpsilon());
      json.addProperty("type_vocab_size", config.tokenTypes());
      json.addProperty("position_embedding_type", "absolute");
    }
    json.addProperty("tie_word_embeddings", network.isTied());
    json.add("neural_sparse", own());
    return json;
  }

  private String function() {
    return switch (network.config().hiddenActivation()) {
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_new";
      case RELU -> "relu";
    };
  }

  private JsonElement own() {
    JsonObject own = new JsonObject();
    own.addProperty("pooling", Pooling.MAX.label());
    own.addProperty("activation", serving.activation().label());
    own.addProperty("token_frequency", serving.tokenFrequency().label());
    return own;
  }

  /** Replaces a file at once. */
  private static void put(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
