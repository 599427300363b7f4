/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;

/**
 * Names and values on the wire: a version, then the map, whose values say what they are. Readers
 * pass over names that they do not know.
 */
final class Values {
  static final int FORMAT = 1;

  private Values() {}

  static void write(StreamOutput out, Map<String, Object> values) throws IOException {
    out.writeVInt(FORMAT);
    out.writeGenericValue(new LinkedHashMap<>(values)); // keeps the order
  }

  /**
   * Reads them.
   *
   * @param sender for the message
   * @throws IOException when they are in a format that is not known here
   */
  @SuppressWarnings("unchecked")
  static Map<String, Object> read(StreamInput in, String sender) throws IOException {
    int format = in.readVInt();
    if (format != FORMAT) {
      throw new IOException(
          sender + " answers in format [" + format + "], this node reads [" + FORMAT + "]");
    }
    return (Map<String, Object>) in.readGenericValue();
  }

  /** A text, or null. */
  static String text(Map<String, Object> values, String name) {
    return (String) values.get(name);
  }

  static boolean flag(Map<String, Object> values, String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /** A list of texts; empty where there is none. */
  @SuppressWarnings("unchecked")
  static List<String> texts(Map<String, Object> values, String name) {
    return (List<String>) values.getOrDefault(name, List.of());
  }

  /** A map; empty where there is none. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Map<String, Object> values, String name) {
    return (Map<String, Object>) values.getOrDefault(name, Map.of());
  }
}
