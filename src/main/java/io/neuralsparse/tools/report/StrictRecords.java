/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Refuses objects that lack a number, where Gson would take 0, and those with unknown keys. */
final class StrictRecords implements TypeAdapterFactory {
  private final FieldNamingPolicy names;

  StrictRecords(FieldNamingPolicy names) {
    this.names = names;
  }

  @Override
  public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    if (!type.getRawType().isRecord()) {
      return null;
    }
    TypeAdapter<T> lax = gson.getDelegateAdapter(this, type);
    TypeAdapter<JsonElement> tree = gson.getAdapter(JsonElement.class);
    Map<String, Boolean> keys = keys(type.getRawType());
    String place = type.getRawType().getSimpleName().toLowerCase(Locale.ROOT);
    return new TypeAdapter<>() {
      @Override
      public void write(JsonWriter out, T value) throws IOException {
        lax.write(out, value);
      }

      @Override
      public T read(JsonReader in) throws IOException {
        JsonElement json = tree.read(in);
        if (json instanceof JsonObject object) {
          check(object, keys, place);
        }
        return lax.fromJsonTree(json);
      }
    };
  }

  /** The keys that there may be, and which of them must. */
  private Map<String, Boolean> keys(Class<?> type) {
    Map<String, Boolean> keys = new HashMap<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        keys.put(names.translateName(field), field.getType().isPrimitive());
      }
    }
    return keys;
  }

  private static void check(JsonObject object, Map<String, Boolean> keys, String place) {
    for (String key : object.keySet()) {
      if (!keys.containsKey(key)) {
        throw new JsonParseException("unknown key [" + key + "] in [" + place + "]");
      }
    }
    keys.forEach(
        (key, needed) -> {
          if (needed && !object.has(key)) {
            throw new JsonParseException("[" + key + "] is missing in [" + place + "]");
          }
        });
  }
}
