/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** In what two JSON objects differ, key by key. */
final class Differences {
  private Differences() {}

  /**
   * The differences.
   *
   * @return one text each, such as {@code [optimizer.rate] was [1], is [2]}; in the order of keys
   */
  static List<String> of(String before, String now) {
    Map<String, String> old = new TreeMap<>();
    Map<String, String> present = new TreeMap<>();
    flatten("", JsonParser.parseString(before), old);
    flatten("", JsonParser.parseString(now), present);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(present.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String was = old.getOrDefault(key, "nothing");
      String is = present.getOrDefault(key, "nothing");
      if (!was.equals(is)) {
        differences.add("[" + key + "] was [" + was + "], is [" + is + "]");
      }
    }
    return differences;
  }

  private static void flatten(String place, JsonElement json, Map<String, String> values) {
    if (json instanceof JsonObject object) {
      object
          .asMap()
          .forEach(
              (key, value) -> flatten(place.isEmpty() ? key : place + "." + key, value, values));
    } else {
      values.put(place, json.toString());
    }
  }
}
