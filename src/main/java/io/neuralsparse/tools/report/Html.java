/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.math.BigDecimal;
import java.util.List;

/**
 * Markup that is safe to show: made of templates of this program, into which everything else goes
 * escaped. All of it is well-formed XML, too.
 *
 * @param markup as it goes into a page
 */
record Html(String markup) {
  static final Html NONE = new Html("");

  private static final String PLACE = "{}";
  private static final char REPLACEMENT = '\uFFFD';

  /** A text, which may say anything. */
  static Html text(String text) {
    return new Html(escape(text));
  }

  /**
   * Fills a template.
   *
   * @param template markup of this program, with {@code {}} for each value
   * @param values markup and lists of it go in as they are, fractions with two digits at most, all
   *     else as escaped text
   */
  static Html of(String template, Object... values) {
    StringBuilder markup = new StringBuilder();
    int from = 0;
    for (Object value : values) {
      int place = template.indexOf(PLACE, from);
      if (place < 0) {
        throw new IllegalArgumentException("too many values for " + template);
      }
      markup.append(template, from, place);
      append(markup, value);
      from = place + PLACE.length();
    }
    if (template.indexOf(PLACE, from) >= 0) {
      throw new IllegalArgumentException("too few values for " + template);
    }
    return new Html(markup.append(template, from, template.length()).toString());
  }

  private static void append(StringBuilder markup, Object value) {
    if (value instanceof Html html) {
      markup.append(html.markup);
    } else if (value instanceof List<?> parts) {
      parts.forEach(part -> append(markup, part));
    } else if (value instanceof Double number) {
      markup.append(coordinate(number));
    } else {
      markup.append(escape(value.toString()));
    }
  }

  static Html join(List<Html> parts) {
    return of(PLACE, parts);
  }

  boolean isEmpty() {
    return markup.isEmpty();
  }

  private static String coordinate(double number) {
    BigDecimal rounded = BigDecimal.valueOf(Math.round(number * 100), 2);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(allowed(character) ? character : REPLACEMENT);
              }
            });
    return escaped.toString();
  }

  /** Whether a character may be in an XML document, and is no control that HTML forbids. */
  private static boolean allowed(int character) {
    return character == '\t'
        || character == '\n'
        || (character >= 0x20 && character < 0x7F)
        || (character >= 0xA0 && character < Character.MIN_SURROGATE)
        || (character > Character.MAX_SURROGATE && character < 0xFFFE)
        || character > 0xFFFF;
  }
}
