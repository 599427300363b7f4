/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a JSON file of a model folder strictly; whatever is wrong with it names the file. */
final class JsonFile {
  /** Reads one value from an open document. */
  interface Reading<T> {
    T read(JsonReader json) throws IOException;
  }

  /** Of files that are read whole: well above any real one. */
  private static final int MAX_SIZE = 1 << 24;

  private JsonFile() {}

  /**
   * Reads a whole file, and checks that nothing follows the value.
   *
   * @throws ModelException when the file is missing, cannot be read or is not JSON
   */
  static <T> T read(ModelFolder folder, String file, Reading<T> reading) {
    return readSome(
        folder,
        file,
        json -> {
          T value = reading.read(json);
          if (json.peek() != JsonToken.END_DOCUMENT) {
            throw new IOException("something follows the first value, at " + json.getPath());
          }
          return value;
        });
  }

  /** As {@link #read}, of a file whose end does not matter. */
  static <T> T readSome(ModelFolder folder, String file, Reading<T> reading) {
    Path path = folder.get(file);
    try (JsonReader json = new JsonReader(Files.newBufferedReader(path, StandardCharsets.UTF_8))) {
      json.setStrictness(Strictness.STRICT);
      return reading.read(json);
    } catch (IOException | IllegalStateException | NumberFormatException | JsonParseException e) {
      throw folder.fault(file, "not the JSON that is due there: " + firstLine(e), e);
    }
  }

  /** Reads a small file whole. */
  static JsonObject object(ModelFolder folder, String file) {
    return whole(folder, file, JsonObject.class);
  }

  /** As {@link #object}, for one that is a list. */
  static JsonArray array(ModelFolder folder, String file) {
    return whole(folder, file, JsonArray.class);
  }

  private static <T extends JsonElement> T whole(ModelFolder folder, String file, Class<T> type) {
    try {
      long size = Files.size(folder.get(file));
      if (size > MAX_SIZE) {
        throw folder.fault(file, "has " + size + " bytes; " + MAX_SIZE + " is the most");
      }
    } catch (IOException e) {
      throw folder.fault(file, "cannot be read: " + e.getMessage(), e);
    }
    return read(folder, file, json -> new Gson().getAdapter(type).read(json));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
