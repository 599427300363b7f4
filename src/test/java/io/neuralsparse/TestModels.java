/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Model folders for unit tests: the built-in one, and small ones whose numbers fit in a head. */
public final class TestModels {
  /** The tokens of {@link #small}, by id. */
  public static final List<String> SMALL_VOCABULARY =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##d", ".");

  private TestModels() {}

  /** Copies the built-in model {@code lexical} into a folder of models. */
  public static Path lexical(Path models) throws IOException {
    Path folder = Files.createDirectories(models.resolve("lexical"));
    for (String file : List.of("config.json", "tokenizer.json", "idf.json")) {
      try (InputStream in =
          TestModels.class.getResourceAsStream("/config/models/lexical/" + file)) {
        Files.copy(in, folder.resolve(file));
      }
    }
    return folder;
  }

  /**
   * Writes a lexical model over {@link #SMALL_VOCABULARY} into a folder of models: k1 1, b 0.5,
   * mean length 2; table a 2, b 0.5, . 0.25, others 1.
   */
  public static Path small(Path models, String name) throws IOException {
    Path folder = Files.createDirectories(models.resolve(name));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"architectures\": [\"LexicalEncoder\"], \"vocab_size\": 10,"
            + " \"max_position_embeddings\": 6, \"k1\": 1, \"b\": 0.5, \"mean_length\": 2,"
            + " \"neural_sparse\": {\"analyzer\": \"tiny\"}}");
    Files.writeString(folder.resolve("idf.json"), "{\"a\": 2.0, \"b\": 0.5, \".\": 0.25}");
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
    return folder;
  }

  private static String tokenizer() {
    StringBuilder added = new StringBuilder();
    StringBuilder vocab = new StringBuilder();
    for (int id = 0; id < SMALL_VOCABULARY.size(); id++) {
      String token = SMALL_VOCABULARY.get(id);
      vocab.append(id == 0 ? "" : ", ").append('"').append(token).append("\": ").append(id);
      if (token.startsWith("[")) {
        added
            .append(id == 0 ? "" : ", ")
            .append("{\"id\": " + id + ", \"content\": \"" + token + "\", \"single_word\": false,")
            .append(" \"lstrip\": false, \"rstrip\": false, \"normalized\": false,")
            .append(" \"special\": true}");
      }
    }
    return "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\": ["
        + added
        + "], \"normalizer\": {\"type\": \"BertNormalizer\", \"clean_text\": true,"
        + " \"handle_chinese_chars\": true, \"strip_accents\": null, \"lowercase\": true},"
        + " \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}, \"post_processor\": {\"type\":"
        + " \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"[CLS]\","
        + " \"type_id\": 0}}, {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}, {\"SpecialToken\":"
        + " {\"id\": \"[SEP]\", \"type_id\": 0}}], \"pair\": [{\"Sequence\": {\"id\": \"A\","
        + " \"type_id\": 0}}, {\"Sequence\": {\"id\": \"B\", \"type_id\": 1}}],"
        + " \"special_tokens\": {\"[CLS]\": {\"id\": \"[CLS]\", \"ids\": [2], \"tokens\":"
        + " [\"[CLS]\"]}, \"[SEP]\": {\"id\": \"[SEP]\", \"ids\": [3], \"tokens\":"
        + " [\"[SEP]\"]}}}, \"decoder\": null, \"model\": {\"type\": \"WordPiece\","
        + " \"unk_token\": \"[UNK]\", \"continuing_subword_prefix\": \"##\","
        + " \"max_input_chars_per_word\": 100, \"vocab\": {"
        + vocab
        + "}}}";
  }
}
