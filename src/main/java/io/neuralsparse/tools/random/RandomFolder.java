/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.SafetensorsWriter.Declaration;
import io.neuralsparse.model.TransformerConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes a model folder with random weights.
 *
 * @param config the network
 * @param form where the files go
 * @param pooling what a SpladePooling says; plain folders say it in {@code config.json}
 * @param activation as {@code pooling}
 * @param type of the network's weights
 * @param shards number of files that the weights are spread over, at least 1
 * @param tokenizer a folder with {@code tokenizer.json} and {@code idf.json} to copy; without it, a
 *     tokeniser is made up
 * @param ownDecoder whether a BERT's decoder is saved beside the words that it is tied to, as old
 *     versions of transformers did
 * @param seed of all random numbers
 */
public record RandomFolder(
    TransformerConfig config,
    FolderForm form,
    Pooling pooling,
    Activation activation,
    ElementType type,
    int shards,
    Optional<Path> tokenizer,
    boolean ownDecoder,
    long seed) {

  private static final String SAFETENSORS = "model.safetensors";
  private static final String TYPES = "sentence_transformers.sparse_encoder.models.";
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** A folder of a model's sizes: router form, max, 32-bit floats, one file, made-up tokeniser. */
  public static RandomFolder of(PublishedModel model) {
    return new RandomFolder(
        model.config(),
        FolderForm.ROUTER,
        Pooling.MAX,
        model.activation(),
        ElementType.F32,
        1,
        Optional.empty(),
        model.ownDecoder(),
        42);
  }

  /** The same in another form. */
  public RandomFolder in(FolderForm other) {
    return new RandomFolder(
        config, other, pooling, activation, type, shards, tokenizer, ownDecoder, seed);
  }

  /** The same with other pooling. */
  public RandomFolder with(Pooling otherPooling, Activation otherActivation) {
    return new RandomFolder(
        config, form, otherPooling, otherActivation, type, shards, tokenizer, ownDecoder, seed);
  }

  /** The same with weights of another type, in another number of files. */
  public RandomFolder with(ElementType otherType, int otherShards) {
    return new RandomFolder(
        config, form, pooling, activation, otherType, otherShards, tokenizer, ownDecoder, seed);
  }

  /** The same with a tokeniser and a table that are there. */
  public RandomFolder withTokenizerOf(Path folder) {
    return new RandomFolder(
        config, form, pooling, activation, type, shards, Optional.of(folder), ownDecoder, seed);
  }

  /** The same with other numbers. */
  public RandomFolder withSeed(long other) {
    return new RandomFolder(
        config, form, pooling, activation, type, shards, tokenizer, ownDecoder, other);
  }

  /**
   * Writes the folder.
   *
   * @param folder made if it is not there; files in it are replaced
   * @param progress told the share that is written, from 0 to 1, many times
   */
  public void write(Path folder, Consumer<Double> progress) throws IOException {
    Path network =
        Files.createDirectories(
            form == FolderForm.MODULES ? folder.resolve("document_0_MLMTransformer") : folder);
    json(network.resolve("config.json"), ConfigJson.of(this));
    writeTokenizer(network);
    if (form == FolderForm.MODULES) {
      json(
          network.resolve("sentence_bert_config.json"),
          PRETTY.toJsonTree(Map.of("max_seq_length", config.positions(), "do_lower_case", false)));
    } else {
      writeTables(folder);
    }
    if (form != FolderForm.PLAIN) {
      writeModules(folder);
    }
    writeWeights(network, progress);
  }

  private List<String> tokens() throws IOException {
    if (tokenizer.isEmpty()) {
      return TinyTokenizer.vocabulary(config.vocabularySize() - padding());
    }
    JsonObject json = parse(tokenizer.get().resolve("tokenizer.json"));
    JsonObject ids = json.getAsJsonObject("model").getAsJsonObject("vocab");
    String[] tokens = new String[ids.size()];
    ids.entrySet().forEach(entry -> tokens[entry.getValue().getAsInt()] = entry.getKey());
    return List.of(tokens);
  }

  /** Rows of the network's vocabulary that no token has: 6 in the published one with rotation. */
  private int padding() {
    return config.rotary().isPresent() ? 6 : 0;
  }

  private float[] weights(List<String> tokens) throws IOException {
    float[] weights = new float[tokens.size()];
    if (tokenizer.isPresent()) {
      JsonObject table = parse(tokenizer.get().resolve("idf.json"));
      for (int id = 0; id < weights.length; id++) {
        weights[id] = table.has(tokens.get(id)) ? table.get(tokens.get(id)).getAsFloat() : 1;
      }
      return weights;
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int id = 0; id < weights.length; id++) {
      weights[id] = tokens.get(id).startsWith("[") ? 1 : (float) random.nextDouble(0.1, 10);
    }
    return weights;
  }

  private void writeTokenizer(Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    if (tokenizer.isPresent()) {
      Files.write(file, Files.readAllBytes(tokenizer.get().resolve("tokenizer.json")));
    } else {
      Files.writeString(file, TinyTokenizer.json(tokens()));
    }
    Map<String, String> special =
        Map.of(
            "unk_token", "[UNK]",
            "sep_token", "[SEP]",
            "pad_token", "[PAD]",
            "cls_token", "[CLS]",
            "mask_token", "[MASK]");
    json(folder.resolve("special_tokens_map.json"), PRETTY.toJsonTree(special));
    JsonObject own = PRETTY.toJsonTree(special).getAsJsonObject();
    own.addProperty("model_max_length", Math.min(config.positions(), 512));
    own.addProperty("tokenizer_class", "BertTokenizer");
    json(folder.resolve("tokenizer_config.json"), own);
    Files.write(folder.resolve("vocab.txt"), tokens(), StandardCharsets.UTF_8);
  }

  private void writeTables(Path folder) throws IOException {
    List<String> tokens = tokens();
    float[] weights = weights(tokens);
    JsonObject table = new JsonObject();
    List<String> lines = new ArrayList<>();
    for (int id = 0; id < weights.length; id++) {
      table.addProperty(tokens.get(id), weights[id]);
      if (weights[id] != 1) {
        lines.add(tokens.get(id) + "\t" + weights[id]);
      }
    }
    Files.writeString(folder.resolve("idf.json"), new Gson().toJson(table));
    Files.write(folder.resolve("query_token_weights.txt"), lines, StandardCharsets.UTF_8);
  }

  private void writeModules(Path folder) throws IOException {
    String document = form == FolderForm.ROUTER ? "" : "document_0_MLMTransformer";
    String query = "query_0_SparseStaticEmbedding";
    String pooled = "document_1_SpladePooling";
    json(
        folder.resolve("modules.json"),
        PRETTY.toJsonTree(
            List.of(
                Map.of(
                    "idx",
                    0,
                    "name",
                    "0",
                    "path",
                    "",
                    "type",
                    "sentence_transformers.models.Router"))));
    json(
        folder.resolve("router_config.json"),
        PRETTY.toJsonTree(
            Map.of(
                "types",
                Map.of(
                    query, TYPES + "SparseStaticEmbedding.SparseStaticEmbedding",
                    document, TYPES + "MLMTransformer.MLMTransformer",
                    pooled, TYPES + "SpladePooling.SpladePooling"),
                "structure",
                Map.of("query", List.of(query), "document", List.of(document, pooled)),
                "parameters",
                Map.of("default_route", "document", "allow_empty_key", true))));
    Files.createDirectories(folder.resolve(pooled));
    json(
        folder.resolve(pooled).resolve("config.json"),
        PRETTY.toJsonTree(
            Map.of(
                "pooling_strategy", pooling.label(),
                "activation_function", activation.label(),
                "word_embedding_dimension", config.vocabularySize())));
    Path table = Files.createDirectories(folder.resolve(query));
    json(table.resolve("config.json"), PRETTY.toJsonTree(Map.of("frozen", true)));
    writeTokenizer(table);
    float[] weights = weights(tokens());
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            table.resolve(SAFETENSORS),
            List.of(new Declaration("weight", ElementType.F32, List.of((long) weights.length))),
            Map.of("format", "pt"))) {
      writer.write("weight", FloatBuffer.wrap(weights));
      writer.finish();
    }
  }

  private void writeWeights(Path folder, Consumer<Double> progress) throws IOException {
    RandomTensors tensors = new RandomTensors(config, ownDecoder, seed);
    List<Declaration> all = tensors.declarations(type);
    JsonObject map = new JsonObject();
    int done = 0;
    for (int shard = 0; shard < shards; shard++) {
      List<Declaration> part =
          all.subList(all.size() * shard / shards, all.size() * (shard + 1) / shards);
      String name =
          shards == 1
              ? SAFETENSORS
              : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, shards);
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(folder.resolve(name), part, Map.of("format", "pt"))) {
        for (Declaration declaration : part) {
          tensors.write(declaration.name(), writer);
          map.addProperty(declaration.name(), name);
          done++;
          progress.accept((double) done / all.size());
        }
        writer.finish();
      }
    }
    if (shards > 1) {
      JsonObject index = new JsonObject();
      index.add("metadata", new JsonObject());
      index.add("weight_map", map);
      json(folder.resolve(SAFETENSORS + ".index.json"), index);
    }
  }

  private static JsonObject parse(Path file) throws IOException {
    return new Gson().fromJson(Files.readString(file), JsonObject.class);
  }

  /** Objects with their keys in order: the same folder has the same bytes. */
  private static JsonElement sorted(JsonElement json) {
    if (json instanceof JsonArray array) {
      JsonArray elements = new JsonArray();
      array.forEach(element -> elements.add(sorted(element)));
      return elements;
    }
    if (!(json instanceof JsonObject object)) {
      return json;
    }
    JsonObject sorted = new JsonObject();
    new TreeMap<>(object.asMap()).forEach((key, value) -> sorted.add(key, sorted(value)));
    return sorted;
  }

  private static void json(Path file, JsonElement json) throws IOException {
    Files.writeString(file, PRETTY.toJson(sorted(json)) + "\n");
  }
}
