/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of a model by id, and which of them are special.
 *
 * <p>Read from {@code tokenizer.json}: {@code model.vocab} (an object token → id, or, for unigram
 * models, a list of pairs whose place is the id) and {@code added_tokens}. Special are the added
 * tokens that say so, the model's unknown token, and those that {@code special_tokens_map.json} and
 * {@code tokenizer_config.json} beside it name. Immutable.
 */
public final class Vocabulary {
  /** The name of the file it is read from. */
  public static final String FILE = "tokenizer.json";

  private static final int MAX_SIZE = 4_000_000;

  private final String file;
  private final String[] tokens;
  private final Map<String, Integer> ids;
  private final BitSet special;
  private final int unknownId;

  private Vocabulary(String file, Map<String, Integer> ids, BitSet special, int unknownId) {
    this.file = file;
    this.unknownId = unknownId;
    int size = 0;
    for (int id : ids.values()) {
      size = Math.max(size, id + 1);
    }
    this.tokens = new String[size];
    ids.forEach((token, id) -> tokens[id] = token);
    this.ids = ids;
    this.special = special;
  }

  /**
   * Reads the vocabulary of a model.
   *
   * @throws ModelException when the file is missing or is not a tokeniser's
   */
  public static Vocabulary read(ModelFolder folder) {
    return read(folder, file(folder, Layout.read(folder)));
  }

  /** As {@link #read(ModelFolder)}, from a file of that name. */
  static Vocabulary read(ModelFolder folder, String file) {
    Parser parser = new Parser();
    JsonFile.read(folder, file, parser::read);
    String parent = file.substring(0, Math.max(0, file.length() - FILE.length() - 1));
    for (String token : SpecialTokens.read(folder, parent)) {
      if (parser.ids.containsKey(token)) {
        parser.specialIds.add(parser.ids.get(token));
      }
    }
    return parser.vocabulary(file);
  }

  /**
   * The tokeniser's file: that of the network's folder, or else the root's, or the query table's.
   *
   * @throws ModelException when there is none
   */
  static String file(ModelFolder folder, Layout layout) {
    return layout
        .places(FILE)
        .filter(file -> folder.find(file).isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                folder.fault(
                    layout.networkFile(FILE),
                    "missing"
                        + (folder.find(layout.networkFile("vocab.txt")).isEmpty()
                            ? ""
                            : "; [vocab.txt] does not say how texts are split, so save the"
                                + " tokeniser once more with a library that writes ["
                                + FILE
                                + "]")));
  }

  /** The file it was read from, relative to the model's folder. */
  public String file() {
    return file;
  }

  /** Whether the other has the same tokens under the same ids. */
  boolean hasTokensOf(Vocabulary other) {
    return Arrays.equals(tokens, other.tokens);
  }

  /** One more than the largest id. */
  public int size() {
    return tokens.length;
  }

  /** The token of an id, or null where the vocabulary has a gap or ends. */
  public String token(int id) {
    return id >= 0 && id < tokens.length ? tokens[id] : null;
  }

  /** The id of a token, or -1. */
  public int id(String token) {
    return ids.getOrDefault(token, -1);
  }

  /** True for tokens that mark rather than mean: [CLS], [SEP], [PAD], [UNK], [MASK]. */
  public boolean isSpecial(int id) {
    return special.get(id);
  }

  /** The id that stands for what the vocabulary has no tokens for, or -1. */
  public int unknownId() {
    return unknownId;
  }

  /** The ids of all special tokens, rising. */
  public int[] specialIds() {
    return special.stream().toArray();
  }

  private static final class Parser {
    private final Map<String, Integer> ids = new HashMap<>(1 << 16);
    private final List<Integer> specialIds = new ArrayList<>();
    private String unknownToken;
    private int unknownId = -1;

    Void read(JsonReader json) throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "added_tokens" -> readAddedTokens(json);
          case "model" -> readModel(json);
          default -> json.skipValue();
        }
      }
      json.endObject();
      if (ids.isEmpty()) {
        throw new IOException("[model.vocab] is missing or empty");
      }
      return null;
    }

    Vocabulary vocabulary(String file) {
      BitSet special = new BitSet();
      specialIds.forEach(special::set);
      if (unknownId < 0 && unknownToken != null) {
        unknownId = ids.getOrDefault(unknownToken, -1);
      }
      if (unknownId >= 0) {
        special.set(unknownId);
      }
      return new Vocabulary(file, ids, special, unknownId);
    }

    private void readAddedTokens(JsonReader json) throws IOException {
      json.beginArray();
      while (json.hasNext()) {
        String content = null;
        int id = -1;
        boolean isSpecial = false;
        json.beginObject();
        while (json.hasNext()) {
          switch (json.nextName()) {
            case "content" -> content = json.nextString();
            case "id" -> id = json.nextInt();
            case "special" -> isSpecial = json.nextBoolean();
            default -> json.skipValue();
          }
        }
        json.endObject();
        if (content == null) {
          throw new IOException("an entry of [added_tokens] has no [content]");
        }
        add(content, id);
        if (isSpecial) {
          specialIds.add(id);
        }
      }
      json.endArray();
    }

    private void readModel(JsonReader json) throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "vocab" -> readVocab(json);
          case "unk_token" -> unknownToken = nullableString(json);
          case "unk_id" -> unknownId = json.peek() == JsonToken.NULL ? skip(json) : json.nextInt();
          default -> json.skipValue();
        }
      }
      json.endObject();
    }

    private void readVocab(JsonReader json) throws IOException {
      if (json.peek() == JsonToken.BEGIN_ARRAY) {
        json.beginArray();
        for (int id = 0; json.hasNext(); id++) {
          json.beginArray();
          add(json.nextString(), id);
          json.skipValue();
          json.endArray();
        }
        json.endArray();
      } else {
        json.beginObject();
        while (json.hasNext()) {
          add(json.nextName(), json.nextInt());
        }
        json.endObject();
      }
    }

    private void add(String token, int id) throws IOException {
      if (id < 0 || id >= MAX_SIZE) {
        throw new IOException("token [" + token + "] has the id [" + id + "], out of range");
      }
      ids.put(token, id);
    }

    private static String nullableString(JsonReader json) throws IOException {
      if (json.peek() == JsonToken.NULL) {
        skip(json);
        return null;
      }
      return json.nextString();
    }

    private static int skip(JsonReader json) throws IOException {
      json.skipValue();
      return -1;
    }
  }
}
