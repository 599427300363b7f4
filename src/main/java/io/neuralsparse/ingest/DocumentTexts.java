/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mapped texts of one document, and the places that wait for their vectors.
 *
 * <p>A field that is missing, null or blank has no text; the vector that an earlier text left at
 * its target is removed. A list of texts gives a list of {@code {"sparse_encoding": vector}}, a
 * list of objects is looked into one by one. Names with dots stand for nested objects or for
 * themselves, as OpenSearch's mappings have it. Nothing but the mapped fields is touched.
 */
final class DocumentTexts {
  /** The one field of a list's elements. */
  static final String LIST_FIELD = "sparse_encoding";

  private interface Place {
    void put(List<Object> vectors);
  }

  private record Slot(int from, int to, Place place) {}

  private final List<String> texts = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<Runnable> removals = new ArrayList<>();

  private DocumentTexts() {}

  /**
   * Finds the texts of a document, which stays as it is.
   *
   * @throws IllegalArgumentException when a value is not a text where one is due; the message names
   *     the field and the type found
   */
  static DocumentTexts find(FieldMap fields, Map<String, Object> document) {
    DocumentTexts found = new DocumentTexts();
    for (FieldMap.Mapping mapping : fields.mappings()) {
      found.descend(mapping, 0, document);
    }
    return found;
  }

  /** The texts to encode. */
  List<String> texts() {
    return texts;
  }

  /**
   * Writes the vectors into the document, and removes those that have lost their text.
   *
   * @param vectors one for each of {@link #texts()}
   */
  void put(List<SparseVector> vectors) {
    removals.forEach(Runnable::run);
    for (Slot slot : slots) {
      List<Object> maps = new ArrayList<>();
      vectors.subList(slot.from, slot.to).forEach(vector -> maps.add(vector.toMap()));
      slot.place.put(maps);
    }
  }

  private void descend(FieldMap.Mapping mapping, int depth, Map<String, Object> object) {
    List<String> source = mapping.source();
    boolean present = false;
    for (int end = source.size(); end > depth; end--) {
      String key = String.join(".", source.subList(depth, end));
      if (object.containsKey(key)) {
        present = true;
        if (end == source.size()) {
          leaf(mapping, object, key);
        } else {
          removeFlat(mapping, depth, object);
          inner(mapping, end, object.get(key));
        }
      }
    }
    if (!present) {
      leaf(mapping, object, String.join(".", source.subList(depth, source.size())));
    }
  }

  /** A vector whose name has dots here, where the text is in an object, is an earlier text's. */
  private void removeFlat(FieldMap.Mapping mapping, int depth, Map<String, Object> object) {
    List<String> target = mapping.absoluteTarget();
    String key = String.join(".", target.subList(depth, target.size()));
    if (object.containsKey(key)) {
      removals.add(() -> object.remove(key));
    }
  }

  @SuppressWarnings("unchecked")
  private void inner(FieldMap.Mapping mapping, int depth, Object value) {
    switch (value) {
      case null -> {}
      case Map<?, ?> object -> descend(mapping, depth, (Map<String, Object>) object);
      case List<?> list -> {
        for (Object element : list) {
          if (!(element instanceof Map<?, ?> object)) {
            throw unfit(
                mapping, depth, "an object or a list of objects", "a list with " + type(element));
          }
          descend(mapping, depth, (Map<String, Object>) object);
        }
      }
      default -> throw unfit(mapping, depth, "an object or a list of objects", type(value));
    }
  }

  private void leaf(FieldMap.Mapping mapping, Map<String, Object> object, String key) {
    // The target stands beside the source, so it shares what the key has before its last name.
    String before = key.substring(0, key.length() - mapping.source().getLast().length());
    Target target = new Target(object, before, mapping);
    Object value = object.get(key);
    switch (value) {
      case null -> removals.add(target::remove);
      case String text -> text(target, text);
      case List<?> list -> list(mapping, target, list);
      default ->
          throw unfit(mapping, mapping.source().size(), "a text or a list of texts", type(value));
    }
  }

  private void text(Target target, String text) {
    if (text.isBlank()) {
      removals.add(target::remove);
      return;
    }
    target.check();
    texts.add(text);
    slots.add(new Slot(texts.size() - 1, texts.size(), vectors -> target.put(vectors.getFirst())));
  }

  private void list(FieldMap.Mapping mapping, Target target, List<?> list) {
    int from = texts.size();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw unfit(
            mapping,
            mapping.source().size(),
            "a text or a list of texts",
            "a list with " + type(element));
      }
      if (!text.isBlank()) {
        texts.add(text);
      }
    }
    if (texts.size() == from) {
      removals.add(target::remove);
      return;
    }
    target.check();
    slots.add(
        new Slot(
            from,
            texts.size(),
            vectors -> {
              List<Object> wrapped = new ArrayList<>(vectors.size());
              for (Object vector : vectors) {
                Map<String, Object> element = new HashMap<>();
                element.put(LIST_FIELD, vector);
                wrapped.add(element);
              }
              target.put(wrapped);
            }));
  }

  private static IllegalArgumentException unfit(
      FieldMap.Mapping mapping, int depth, String due, String found) {
    return new IllegalArgumentException(
        "field ["
            + String.join(".", mapping.source().subList(0, depth))
            + "] must be "
            + due
            + ", found "
            + found);
  }

  private static String type(Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "a text";
      case Number number -> "a number [" + number + "]";
      case Boolean bool -> "a boolean [" + bool + "]";
      case Map<?, ?> map -> "an object";
      case List<?> list -> "a list";
      default -> "a value of type [" + value.getClass().getSimpleName() + "]";
    };
  }

  /** Where a vector goes: a path below the object that holds its text. */
  private record Target(Map<String, Object> object, String before, FieldMap.Mapping mapping) {
    /** A field that is there with dots in its name is written as it is there. */
    private String flatKey() {
      return before + String.join(".", mapping.target());
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
      List<String> target = mapping.target();
      for (int i = 0; i < target.size() - 1; i++) {
        String key = i == 0 ? before + target.get(i) : target.get(i);
        Object child = parent.get(key);
        if (child == null) {
          if (!making) {
            return null;
          }
          child = new LinkedHashMap<String, Object>();
          parent.put(key, child);
        } else if (!(child instanceof Map<?, ?>)) {
          throw new IllegalArgumentException(
              "the target ["
                  + String.join(".", mapping.absoluteTarget())
                  + "] cannot be written: its parent ["
                  + key
                  + "] must be an object, found "
                  + type(child));
        }
        parent = (Map<String, Object>) child;
      }
      return parent;
    }

    private String lastKey() {
      List<String> target = mapping.target();
      return target.size() == 1 ? before + target.getLast() : target.getLast();
    }

    void check() {
      if (!object.containsKey(flatKey())) {
        parent(false);
      }
    }

    void put(Object vector) {
      if (object.containsKey(flatKey())) {
        remove();
        object.put(flatKey(), vector);
      } else {
        parent(true).put(lastKey(), vector);
      }
    }

    /** Whatever stands in the way of a vector is none, and stays. */
    void remove() {
      object.remove(flatKey());
      Object parent = object;
      List<String> target = mapping.target();
      for (int i = 0; i < target.size() - 1 && parent instanceof Map<?, ?> map; i++) {
        parent = map.get(i == 0 ? before + target.get(i) : target.get(i));
      }
      if (parent instanceof Map<?, ?> map) {
        map.remove(lastKey());
      }
    }
  }
}
