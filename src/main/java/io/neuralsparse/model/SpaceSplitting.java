/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Set;

/**
 * Whether a tokeniser treats what spaces separate apart: then the tokens of a text are those of its
 * parts, wherever they stand. True for the tokenisers of BERT and its kin; those that give a
 * meaning to the space itself, or that are not known here, are taken as if they didn't.
 */
public final class SpaceSplitting {
  private static final Set<String> NORMALIZERS = Set.of("BertNormalizer", "Lowercase");
  private static final Set<String> PRE_TOKENIZERS =
      Set.of("BertPreTokenizer", "Whitespace", "WhitespaceSplit");

  private SpaceSplitting() {}

  /**
   * Reads how a tokeniser splits.
   *
   * @param file the {@code tokenizer.json}, relative to the model's folder
   * @throws ModelException when the file is missing or is not JSON
   */
  public static boolean read(ModelFolder folder, String file) {
    return JsonFile.read(folder, file, SpaceSplitting::read);
  }

  private static boolean read(JsonReader json) throws IOException {
    boolean normalizer = true;
    boolean preTokenizer = false;
    boolean added = true;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "normalizer" -> {
          String type = type(json);
          normalizer = type == null || NORMALIZERS.contains(type);
        }
        case "pre_tokenizer" -> {
          String type = type(json);
          preTokenizer = type != null && PRE_TOKENIZERS.contains(type);
        }
        case "added_tokens" -> added = haveNoSpaces(json);
        default -> json.skipValue();
      }
    }
    json.endObject();
    return normalizer && preTokenizer && added;
  }

  /** The value of {@code type}, empty where there is none; null for a null. */
  private static String type(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
      return null;
    }
    String type = "";
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("type")) {
        type = json.nextString();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return type;
  }

  private static boolean haveNoSpaces(JsonReader json) throws IOException {
    boolean none = true;
    json.beginArray();
    while (json.hasNext()) {
      json.beginObject();
      while (json.hasNext()) {
        if (json.nextName().equals("content")) {
          none &= json.nextString().chars().noneMatch(Character::isWhitespace);
        } else {
          json.skipValue();
        }
      }
      json.endObject();
    }
    json.endArray();
    return none;
  }
}
