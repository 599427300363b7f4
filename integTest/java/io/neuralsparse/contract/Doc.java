/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * A document of a test index.
 *
 * @param id of the document
 * @param n a number, unique among the documents
 * @param group one of a few names
 * @param vector of the field {@code v}; empty: the document has none
 * @param items vectors of the nested objects in {@code items}, field {@code items.v}
 */
record Doc(
    String id, int n, String group, Map<String, Float> vector, List<Map<String, Float>> items) {

  /** The properties of its mapping, with an alias {@code other} of the field {@code v}. */
  static final String PROPERTIES =
      properties("'type': 'nested', 'properties': {'v': {'type': 'rank_features'}}");

  /**
   * The same without nested objects. Where an index has them, every query becomes a clause of
   * another one, which keeps their documents away.
   */
  static final String FLAT_PROPERTIES = properties("'type': 'object', 'enabled': false");

  private static String properties(String items) {
    return "'properties': {'v': {'type': 'rank_features'}, 'other': {'type': 'alias', 'path': 'v'},"
        + " 'n': {'type': 'integer'}, 'group': {'type': 'keyword'}, 'items': {"
        + items
        + "}}";
  }

  static Doc of(String id, int n, String group, Map<String, Float> vector) {
    return new Doc(id, n, group, vector, List.of());
  }

  boolean in(String name) {
    return group.equals(name);
  }

  /** As it is sent to be indexed. */
  JsonObject source() {
    JsonObject source = new JsonObject();
    source.addProperty("n", n);
    source.addProperty("group", group);
    if (!vector.isEmpty()) {
      source.add("v", json(vector));
    }
    if (!items.isEmpty()) {
      JsonArray nested = new JsonArray();
      for (Map<String, Float> item : items) {
        JsonObject object = new JsonObject();
        object.add("v", json(item));
        nested.add(object);
      }
      source.add("items", nested);
    }
    return source;
  }

  static JsonObject json(Map<String, Float> weights) {
    JsonObject object = new JsonObject();
    weights.forEach(object::addProperty);
    return object;
  }
}
