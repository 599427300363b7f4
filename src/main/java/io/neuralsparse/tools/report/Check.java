/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What records demand of what they are made of; a file may say anything. */
final class Check {
  private Check() {}

  static void that(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault);
    }
  }

  static void present(String key, Object value) {
    that(value != null, "[" + key + "] is missing");
  }

  static void finite(String key, double value) {
    that(Double.isFinite(value), "[" + key + "] must be a finite number, got [" + value + "]");
  }

  static void notNegative(String key, double value) {
    that(
        Double.isFinite(value) && value >= 0,
        "[" + key + "] must be a number, at least 0, got [" + value + "]");
  }

  /** A copy without change; none is empty. */
  static <T> List<T> list(String key, List<T> values) {
    if (values == null) {
      return List.of();
    }
    that(values.stream().allMatch(Objects::nonNull), "[" + key + "] holds a null");
    return List.copyOf(values);
  }

  /** A copy in the same order; none is empty. */
  static <V> Map<String, V> map(String key, Map<String, V> values) {
    if (values == null) {
      return Map.of();
    }
    that(values.values().stream().allMatch(Objects::nonNull), "[" + key + "] holds a null");
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
