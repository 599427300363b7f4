/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Collections;
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

  /** The texts from one number to another have one place for their vectors. */
  private record Slot(int from, int to, boolean isList, VectorPlace place) {}

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

  /** The texts, in order. */
  List<String> texts() {
    return texts;
  }

  /** For each text the vector that the document brings for it, or null. */
  List<SparseVector> vectors() {
    List<SparseVector> vectors = new ArrayList<>(Collections.nCopies(texts.size(), null));
    for (Slot slot : slots) {
      Object found = slot.place.get();
      if (!slot.isList) {
        vectors.set(slot.from, vector(found));
      } else if (found instanceof List<?> list && list.size() == slot.to - slot.from) {
        for (int i = 0; i < list.size(); i++) {
          Object vector = list.get(i) instanceof Map<?, ?> element ? element.get(LIST_FIELD) : null;
          vectors.set(slot.from + i, vector(vector));
        }
      }
    }
    return vectors;
  }

  private static SparseVector vector(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, Float> weights = LinkedHashMap.newLinkedHashMap(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof Number weight)) {
        return null;
      }
      weights.put(String.valueOf(entry.getKey()), weight.floatValue());
    }
    try {
      return SparseVector.of(weights);
    } catch (IllegalArgumentException e) {
      return null; // zero, negative, or too large: no model's
    }
  }

  /**
   * Writes the vectors into the document, and removes those that have lost their text.
   *
   * @param vectors one for each of {@link #texts()}
   */
  void put(List<SparseVector> vectors) {
    removals.forEach(Runnable::run);
    for (Slot slot : slots) {
      if (slot.isList) {
        List<Object> elements = new ArrayList<>(slot.to - slot.from);
        for (SparseVector vector : vectors.subList(slot.from, slot.to)) {
          Map<String, Object> element = new HashMap<>();
          element.put(LIST_FIELD, vector.toMap());
          elements.add(element);
        }
        slot.place.put(elements);
      } else {
        slot.place.put(vectors.get(slot.from).toMap());
      }
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
    VectorPlace target = new VectorPlace(object, before, mapping);
    Object value = object.get(key);
    switch (value) {
      case null -> removals.add(target::remove);
      case String text -> text(target, text);
      case List<?> list -> list(mapping, target, list);
      default ->
          throw unfit(mapping, mapping.source().size(), "a text or a list of texts", type(value));
    }
  }

  private void text(VectorPlace target, String text) {
    if (text.isBlank()) {
      removals.add(target::remove);
      return;
    }
    target.check();
    texts.add(text);
    slots.add(new Slot(texts.size() - 1, texts.size(), false, target));
  }

  private void list(FieldMap.Mapping mapping, VectorPlace target, List<?> list) {
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
    slots.add(new Slot(from, texts.size(), true, target));
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

  /** What a value is, in words. */
  static String type(Object value) {
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
}
