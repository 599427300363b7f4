/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small world in which the words of queries are in no document: what documents call {@code d7},
 * queries call {@code q7}. It is the data root of {@code config/train/toy.json}.
 */
public final class ToyCorpus {
  private static final int CONCEPTS = 30;
  private static final int WORDS_OF_A_DOCUMENT = 6;
  private static final int PAIRS = 480;
  private static final int DOCUMENTS = 60;
  private static final int QUERIES = 40;

  private final Random random = new Random(5);
  private final Path root;

  private ToyCorpus(Path root) {
    this.root = root;
  }

  /** Writes tokeniser, pairs, raw text and a development collection. */
  public static void write(Path root) throws IOException {
    ToyCorpus corpus = new ToyCorpus(root);
    corpus.writeTokenizer();
    corpus.writePairs();
    corpus.writeCollection("dev", "dev");
  }

  /** The recipe that is in the repository. */
  public static JsonObject recipe() throws IOException {
    try (Reader text =
        new InputStreamReader(
            ToyCorpus.class.getResourceAsStream("/config/train/toy.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text).getAsJsonObject();
    }
  }

  /** Another value for a key such as {@code optimizer.steps}. */
  public static void set(JsonObject recipe, String key, Object value) {
    JsonObject object = recipe;
    String[] steps = key.split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      object = object.getAsJsonObject(steps[i]);
    }
    JsonElement json = value instanceof JsonElement given ? given : new Gson().toJsonTree(value);
    object.add(steps[steps.length - 1], json);
  }

  private void writeTokenizer() throws IOException {
    List<String> tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    int specials = tokens.size();
    for (int i = 0; i < CONCEPTS; i++) {
      tokens.add("d" + i);
      tokens.add("q" + i);
    }
    JsonObject ids = new JsonObject();
    JsonArray added = new JsonArray();
    for (int id = 0; id < tokens.size(); id++) {
      ids.addProperty(tokens.get(id), id);
      if (id < specials) {
        added.add(
            new Gson()
                .toJsonTree(
                    Map.of(
                        "id",
                        id,
                        "content",
                        tokens.get(id),
                        "single_word",
                        false,
                        "lstrip",
                        false,
                        "rstrip",
                        false,
                        "normalized",
                        false,
                        "special",
                        true)));
      }
    }
    String text =
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": %s,
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
          "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
          "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
          "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
          "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
            "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
          "max_input_chars_per_word": 100, "vocab": %s}}
        """
            .formatted(added, ids);
    write("tokenizer/tokenizer.json", text);
    JsonObject weights = new JsonObject();
    tokens.subList(specials, tokens.size()).forEach(token -> weights.addProperty(token, 1));
    write("tokenizer/idf.json", weights.toString());
  }

  /** Some concepts, none twice. */
  private List<Integer> concepts() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < CONCEPTS; i++) {
      all.add(i);
    }
    Collections.shuffle(all, random);
    return all.subList(0, WORDS_OF_A_DOCUMENT);
  }

  private static String document(List<Integer> concepts) {
    return concepts.stream()
        .sorted()
        .map(concept -> "d" + concept)
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }

  private static String query(List<Integer> concepts) {
    return "q" + concepts.get(0) + " q" + concepts.get(1);
  }

  private void writePairs() throws IOException {
    StringBuilder pairs = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PAIRS; i++) {
      List<Integer> concepts = concepts();
      JsonObject pair = new JsonObject();
      pair.addProperty("query", query(concepts));
      pair.addProperty("positive", document(concepts));
      pairs.append(pair).append('\n');
      text.append(document(concepts)).append("\n\n");
    }
    write("pairs.jsonl", pairs.toString());
    write("text.txt", text.toString());
  }

  /** A document is relevant when it has both concepts of the query. */
  private void writeCollection(String folder, String split) throws IOException {
    List<List<Integer>> documents = new ArrayList<>();
    StringBuilder corpus = new StringBuilder();
    for (int d = 0; d < DOCUMENTS; d++) {
      documents.add(concepts());
      JsonObject document = new JsonObject();
      document.addProperty("_id", "doc" + d);
      document.addProperty("title", "");
      document.addProperty("text", document(documents.get(d)));
      corpus.append(document).append('\n');
    }
    StringBuilder queries = new StringBuilder();
    StringBuilder judgements = new StringBuilder("query-id\tcorpus-id\tscore\n");
    for (int q = 0; q < QUERIES; q++) {
      List<Integer> wanted = documents.get(q).subList(0, 2);
      JsonObject query = new JsonObject();
      query.addProperty("_id", "query" + q);
      query.addProperty("text", query(wanted));
      queries.append(query).append('\n');
      for (int d = 0; d < DOCUMENTS; d++) {
        if (documents.get(d).containsAll(wanted)) {
          judgements.append("query" + q + "\tdoc" + d + "\t1\n");
        }
      }
    }
    write(folder + "/corpus.jsonl", corpus.toString());
    write(folder + "/queries.jsonl", queries.toString());
    write(folder + "/qrels/" + split + ".tsv", judgements.toString());
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
