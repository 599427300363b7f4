/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.SafetensorsWriter.Declaration;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The tokens of a random folder with their query weights: copied from a folder, or made up. */
final class RandomVocabulary {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String TABLE = "idf.json";
  private static final int LONGEST = 512;

  private final Optional<Path> source;
  private final List<String> tokens;
  private final float[] weights;

  /**
   * Reads or makes up the tokens.
   *
   * @param source a folder with {@code tokenizer.json} and {@code idf.json}
   * @param size of a vocabulary that is made up
   * @param seed of weights that are
   */
  RandomVocabulary(Optional<Path> source, int size, long seed) throws IOException {
    this.source = source;
    if (source.isPresent()) {
      this.tokens = tokens(JsonFiles.read(source.get().resolve(TOKENIZER)));
      this.weights = weights(JsonFiles.read(source.get().resolve(TABLE)), tokens);
    } else {
      this.tokens = TinyTokenizer.vocabulary(size);
      this.weights = weights(new SplittableRandom(seed), tokens);
    }
  }

  private static List<String> tokens(JsonObject tokenizer) {
    JsonObject ids = tokenizer.getAsJsonObject("model").getAsJsonObject("vocab");
    String[] tokens = new String[ids.size()];
    ids.entrySet().forEach(entry -> tokens[entry.getValue().getAsInt()] = entry.getKey());
    return List.of(tokens);
  }

  private static float[] weights(JsonObject table, List<String> tokens) {
    float[] weights = new float[tokens.size()];
    for (int id = 0; id < weights.length; id++) {
      String token = tokens.get(id);
      weights[id] = table.has(token) ? table.get(token).getAsFloat() : 1;
    }
    return weights;
  }

  private static float[] weights(SplittableRandom random, List<String> tokens) {
    float[] weights = new float[tokens.size()];
    for (int id = 0; id < weights.length; id++) {
      weights[id] = tokens.get(id).startsWith("[") ? 1 : (float) random.nextDouble(0.1, 10);
    }
    return weights;
  }

  /** Writes the files of a tokeniser, as transformers does. */
  void writeTokenizer(Path folder, int positions) throws IOException {
    Path file = folder.resolve(TOKENIZER);
    if (source.isPresent()) {
      Files.write(file, Files.readAllBytes(source.get().resolve(TOKENIZER)));
    } else {
      Files.writeString(file, TinyTokenizer.json(tokens));
    }
    Map<String, Object> special = new TreeMap<>();
    special.put("unk_token", "[UNK]");
    special.put("sep_token", "[SEP]");
    special.put("pad_token", "[PAD]");
    special.put("cls_token", "[CLS]");
    special.put("mask_token", "[MASK]");
    JsonFiles.write(folder.resolve("special_tokens_map.json"), special);
    special.put("model_max_length", Math.min(positions, LONGEST));
    special.put("tokenizer_class", "BertTokenizer");
    JsonFiles.write(folder.resolve("tokenizer_config.json"), special);
    Files.write(folder.resolve("vocab.txt"), tokens, StandardCharsets.UTF_8);
  }

  /** Writes the weights by token, in both forms that the published repositories have. */
  void writeTables(Path folder) throws IOException {
    JsonObject table = new JsonObject();
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < weights.length; id++) {
      table.addProperty(tokens.get(id), weights[id]);
      if (weights[id] != 1) {
        lines.add(tokens.get(id) + "\t" + weights[id]);
      }
    }
    Files.writeString(folder.resolve(TABLE), new Gson().toJson(table));
    Files.write(folder.resolve("query_token_weights.txt"), lines, StandardCharsets.UTF_8);
  }

  /** Writes the weights by id, as sentence-transformers does. */
  void writeEmbedding(Path file) throws IOException {
    Declaration weight = new Declaration("weight", ElementType.F32, List.of((long) weights.length));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, List.of(weight), Map.of("format", "pt"))) {
      writer.write("weight", FloatBuffer.wrap(weights));
      writer.finish();
    }
  }
}
