/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.stream.JsonToken;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What limits the length of a document: the least of the network's positions, and of what the
 * tokeniser and sentence-transformers say. Without any of them, 512.
 */
final class WindowLimits {
  private static final int DEFAULT = 512;

  /** Shorter than this no document can be: such values mean something else. */
  private static final int LEAST = 4;

  private record Limit(int tokens, String source) {
    @Override
    public String toString() {
      return source + " " + tokens;
    }
  }

  private final List<Limit> limits = new ArrayList<>();

  private WindowLimits() {}

  /**
   * Reads all limits.
   *
   * @param config the network's configuration
   * @param tokenizer the tokeniser's file
   */
  static WindowLimits read(ModelFolder folder, Layout layout, JsonFields config, String tokenizer) {
    WindowLimits limits = new WindowLimits();
    if (config.has("max_position_embeddings")) {
      limits.add(
          OptionalInt.of(config.integer("max_position_embeddings", LEAST, Integer.MAX_VALUE)),
          config.file() + " [max_position_embeddings]");
    }
    String parent = tokenizer.substring(0, tokenizer.length() - Vocabulary.FILE.length());
    limits.add(folder, parent + EncoderConfig.TOKENIZER_CONFIG, "model_max_length");
    limits.add(truncation(folder, tokenizer), tokenizer + " [truncation.max_length]");
    limits.add(folder, layout.networkFile("sentence_bert_config.json"), "max_seq_length");
    return limits;
  }

  private void add(ModelFolder folder, String file, String key) {
    if (folder.find(file).isPresent()) {
      JsonFields fields = new JsonFields(folder, file, "", JsonFile.object(folder, file));
      add(fields.limit(key, LEAST), file + " [" + key + "]");
    }
  }

  private void add(OptionalInt limit, String source) {
    limit.ifPresent(tokens -> limits.add(new Limit(tokens, source)));
  }

  /** Stands near the beginning of the file, so that little of it is read. */
  private static OptionalInt truncation(ModelFolder folder, String tokenizer) {
    return JsonFile.readSome(
        folder,
        tokenizer,
        json -> {
          json.beginObject();
          while (json.hasNext()) {
            if (!json.nextName().equals("truncation")) {
              json.skipValue();
            } else if (json.peek() == JsonToken.BEGIN_OBJECT) {
              json.beginObject();
              while (json.hasNext()) {
                if (json.nextName().equals("max_length")) {
                  int length = json.nextInt();
                  return length < LEAST ? OptionalInt.empty() : OptionalInt.of(length);
                }
                json.skipValue();
              }
              return OptionalInt.empty();
            } else {
              return OptionalInt.empty();
            }
          }
          return OptionalInt.empty();
        });
  }

  /** The window in tokens, and where it comes from. */
  int window() {
    return least().tokens;
  }

  Decision decision() {
    Limit least = least();
    return new Decision(
        "window",
        String.valueOf(least.tokens),
        least.source,
        limits.stream().filter(limit -> !limit.equals(least)).map(Limit::toString).toList());
  }

  private Limit least() {
    Limit least = null;
    for (Limit limit : limits) {
      if (least == null || limit.tokens < least.tokens) {
        least = limit;
      }
    }
    return least == null ? new Limit(DEFAULT, "default") : least;
  }
}
