/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the vector of a text goes: a path below the object that holds the text.
 *
 * @param object holds the text
 * @param before what the text's name has before its last part, with a dot, or nothing
 * @param mapping says where the vector goes
 */
record VectorPlace(Map<String, Object> object, String before, FieldMap.Mapping mapping) {
  /** A field that is there with dots in its name is written as it is there. */
  private String flatKey() {
    return before + String.join(".", mapping.target());
  }

  private String key(int step) {
    String name = mapping.target().get(step);
    return step == 0 ? before + name : name;
  }

  private int last() {
    return mapping.target().size() - 1;
  }

  /**
   * The object that the vector goes into, made if need be.
   *
   * @param making false: null where it is not there
   * @throws IllegalArgumentException when something else is there
   */
  @SuppressWarnings("unchecked")
  private Map<String, Object> parent(boolean making) {
    Map<String, Object> parent = object;
    for (int i = 0; i < last(); i++) {
      Object child = parent.get(key(i));
      if (child == null) {
        if (!making) {
          return null;
        }
        child = new LinkedHashMap<String, Object>();
        parent.put(key(i), child);
      } else if (!(child instanceof Map<?, ?>)) {
        throw new IllegalArgumentException(
            "the target ["
                + String.join(".", mapping.absoluteTarget())
                + "] cannot be written: its parent ["
                + key(i)
                + "] must be an object, found "
                + DocumentTexts.type(child));
      }
      parent = (Map<String, Object>) child;
    }
    return parent;
  }

  /**
   * Sees to it that a vector can be written.
   *
   * @throws IllegalArgumentException when something else than an object is in its way
   */
  void check() {
    if (!object.containsKey(flatKey())) {
      parent(false);
    }
  }

  /** What is there; null if nothing is. To be called after {@link #check}. */
  Object get() {
    if (object.containsKey(flatKey())) {
      return object.get(flatKey());
    }
    Map<String, Object> parent = parent(false);
    return parent == null ? null : parent.get(key(last()));
  }

  /** Writes a vector, or a list of them. */
  void put(Object vector) {
    if (object.containsKey(flatKey())) {
      remove();
      object.put(flatKey(), vector);
    } else {
      parent(true).put(key(last()), vector);
    }
  }

  /** Removes the vector of an earlier text; what stands in its way is none, and stays. */
  void remove() {
    object.remove(flatKey());
    Object parent = object;
    for (int i = 0; i < last() && parent instanceof Map<?, ?> map; i++) {
      parent = map.get(key(i));
    }
    if (parent instanceof Map<?, ?> map) {
      map.remove(key(last()));
    }
  }
}
