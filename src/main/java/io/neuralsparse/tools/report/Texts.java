/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

/** Texts of collections, which may be long. */
final class Texts {
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
}
