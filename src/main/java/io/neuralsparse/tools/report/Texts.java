/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

/** Texts of collections, which may be long. */
final class Texts {
  private static final String PUBLISHED = "opensearch-neural-sparse-encoding-";

  private Texts() {}

  /**
   * A text or its beginning, no code point split.
   *
   * @param most number of code points
   */
  static String beginning(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /**
   * A name for a plot, where there is little room: without the prefix that all published models
   * have, and without its middle if it is still too long.
   *
   * @param most number of code points
   */
  static String label(String name, int most) {
    String own = name.replace(PUBLISHED, "");
    int length = own.codePointCount(0, own.length());
    if (length <= most) {
      return own;
    }
    int end = most / 2;
    return own.substring(0, own.offsetByCodePoints(0, most - 1 - end))
        + "…"
        + own.substring(own.offsetByCodePoints(own.length(), -end));
  }
}
