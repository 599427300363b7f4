/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** JSON files, written so that the same values give the same bytes. */
final class JsonFiles {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonFiles() {}

  static JsonObject read(Path file) throws IOException {
    return new Gson().fromJson(Files.readString(file), JsonObject.class);
  }

  /** Writes maps, lists, texts and numbers, or a JSON value; the keys of objects in order. */
  static void write(Path file, Object value) throws IOException {
    Files.writeString(file, PRETTY.toJson(sorted(PRETTY.toJsonTree(value))) + "\n");
  }

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
}
