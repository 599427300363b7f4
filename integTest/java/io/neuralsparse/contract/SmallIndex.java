/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import java.util.List;
import java.util.Map;

/** Documents whose scores can be followed by hand. */
final class SmallIndex {
  private static final List<Doc> DOCS =
      List.of(
          Doc.of("1", 10, "x", Map.of("a", 1f, "b", 2f)),
          Doc.of("2", 20, "y", Map.of("a", 3f)),
          Doc.of("3", 30, "x", Map.of("b", 1.5f, "c", 0.7f)),
          Doc.of("4", 40, "y", Map.of("c", 2.2f, "d", 64.3f)),
          new Doc(
              "5",
              50,
              "z",
              Map.of("e", 1f),
              List.of(Map.of("a", 2f), Map.of("b", 5f), Map.of("d", 9f))),
          new Doc("6", 60, "z", Map.of(), List.of(Map.of("c", 0.3f), Map.of("e", 1f))),
          Doc.of("7", 70, "x", Map.of("a", 0.12345679f, "b", 9.876543f)));

  private SmallIndex() {}

  /** In the order of their ids and of their numbers. */
  static List<Doc> docs() {
    return DOCS;
  }

  static Doc doc(String id) {
    return DOCS.get(Integer.parseInt(id) - 1);
  }
}
