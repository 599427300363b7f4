/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;

/**
 * Whether a tokeniser splits texts as BERT's do: at spaces, before and after each mark of
 * punctuation, and words into pieces of which all but the first begin with {@code ##}. Then the
 * tokens of a text are those of its parts between spaces, wherever they stand. Tokenisers that say
 * it in another way than BERT's are taken as if they didn't.
 */
public final class BertSplitting {
  private BertSplitting() {}

  /**
   * Reads how a tokeniser splits.
   *
   * @param file the {@code tokenizer.json}, relative to the model's folder
   * @throws ModelException when the file is missing or is not JSON
   */
  public static boolean read(ModelFolder folder, String file) {
    return JsonFile.read(folder, file, BertSplitting::read);
  }

  private static boolean read(JsonReader json) throws IOException {
    boolean normalizer = true;
    boolean preTokenizer = false;
    boolean pieces = false;
    boolean added = true;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "normalizer" ->
            normalizer = json.peek() == JsonToken.NULL ? skip(json) : is(json, "BertNormalizer");
        case "pre_tokenizer" ->
            preTokenizer =
                json.peek() == JsonToken.NULL ? !skip(json) : is(json, "BertPreTokenizer");
        case "model" -> pieces = hasBertsPieces(json);
        case "added_tokens" -> added = areSetOff(json);
        default -> json.skipValue();
      }
    }
    json.endObject();
    return normalizer && preTokenizer && pieces && added;
  }

  private static boolean skip(JsonReader json) throws IOException {
    json.skipValue();
    return true;
  }

  private static boolean is(JsonReader json, String type) throws IOException {
    boolean is = false;
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("type")) {
        is = json.nextString().equals(type);
      } else {
        json.skipValue();
      }
    }
    json.endObject();
    return is;
  }

  private static boolean hasBertsPieces(JsonReader json) throws IOException {
    boolean type = false;
    boolean prefix = false;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "type" -> type = json.nextString().equals("WordPiece");
        case "continuing_subword_prefix" -> prefix = json.nextString().equals("##");
        default -> json.skipValue();
      }
    }
    json.endObject();
    return type && prefix;
  }

  /** Whether all are special, and begin and end with punctuation: [SEP] splits a word, no more. */
  private static boolean areSetOff(JsonReader json) throws IOException {
    boolean all = true;
    json.beginArray();
    while (json.hasNext()) {
      boolean special = false;
      String content = "";
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "special" -> special = json.nextBoolean();
          case "content" -> content = json.nextString();
          default -> json.skipValue();
        }
      }
      json.endObject();
      all &= special && content.matches("[\\[<]\\S*[\\]>]");
    }
    json.endArray();
    return all;
  }
}
