/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.SafetensorsWriter.Declaration;
import io.neuralsparse.model.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

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
  private static final String CONFIG = "config.json";
  private static final String NETWORK = "document_0_MLMTransformer";
  private static final String POOLING = "document_1_SpladePooling";
  private static final String TABLE = "query_0_SparseStaticEmbedding";
  private static final String ROUTER = "sentence_transformers.models.Router";
  private static final String TYPES = "sentence_transformers.sparse_encoder.models.";

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
  public void write(Path folder, DoubleConsumer progress) throws IOException {
    Path network =
        Files.createDirectories(form == FolderForm.MODULES ? folder.resolve(NETWORK) : folder);
    RandomVocabulary vocabulary =
        new RandomVocabulary(tokenizer, config.vocabularySize() - padding(), seed);
    JsonFiles.write(network.resolve(CONFIG), ConfigJson.of(this));
    vocabulary.writeTokenizer(network, config.positions());
    if (form == FolderForm.MODULES) {
      JsonFiles.write(
          network.resolve("sentence_bert_config.json"),
          Map.of("max_seq_length", config.positions(), "do_lower_case", false));
    } else {
      vocabulary.writeTables(folder);
    }
    if (form != FolderForm.PLAIN) {
      writeRouter(folder);
      Path table = Files.createDirectories(folder.resolve(TABLE));
      JsonFiles.write(table.resolve(CONFIG), Map.of("frozen", true));
      vocabulary.writeTokenizer(table, config.positions());
      vocabulary.writeEmbedding(table.resolve(SAFETENSORS));
    }
    writeWeights(network, progress);
  }

  /** Rows of the network's vocabulary that no token has: 6 in the published one with rotation. */
  private int padding() {
    return config.rotary().isPresent() ? 6 : 0;
  }

  private void writeRouter(Path folder) throws IOException {
    String document = form == FolderForm.ROUTER ? "" : NETWORK;
    JsonFiles.write(
        folder.resolve("modules.json"),
        List.of(Map.of("idx", 0, "name", "0", "path", "", "type", ROUTER)));
    JsonFiles.write(
        folder.resolve("router_config.json"),
        Map.of(
            "types",
            Map.of(
                TABLE, TYPES + "SparseStaticEmbedding.SparseStaticEmbedding",
                document, TYPES + "MLMTransformer.MLMTransformer",
                POOLING, TYPES + "SpladePooling.SpladePooling"),
            "structure",
            Map.of("query", List.of(TABLE), "document", List.of(document, POOLING)),
            "parameters",
            Map.of("default_route", "document", "allow_empty_key", true)));
    JsonFiles.write(
        Files.createDirectories(folder.resolve(POOLING)).resolve(CONFIG),
        Map.of(
            "pooling_strategy", pooling.label(),
            "activation_function", activation.label(),
            "word_embedding_dimension", config.vocabularySize()));
  }

  private void writeWeights(Path folder, DoubleConsumer progress) throws IOException {
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
      JsonFiles.write(folder.resolve(SAFETENSORS + ".index.json"), index);
    }
  }
}
