/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Tells the parts of a text that cannot have any of some tokens without tokenising them, where the
 * tokeniser splits as BERT's do. Such a tokeniser changes but the case of printable ASCII, so a
 * token is there as it is written: at the start of a word when it is a first piece, inside when it
 * begins with {@code ##}. Parts with other characters may have any token.
 */
final class PartFilter {
  private static final String CONTINUING = "##";

  private final List<String> first = new ArrayList<>();
  private final List<String> inside = new ArrayList<>();

  /** A filter for some tokens. */
  PartFilter(Collection<String> tokens) {
    for (String token : tokens) {
      boolean continues = token.startsWith(CONTINUING) && token.length() > CONTINUING.length();
      String written = continues ? token.substring(CONTINUING.length()) : token;
      (continues ? inside : first).add(written.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * False only where no token is there.
   *
   * @param part without spaces
   */
  boolean mayHaveAny(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) <= ' ' || part.charAt(i) > '~') {
        return true;
      }
    }
    String lower = part.toLowerCase(Locale.ROOT);
    return first.stream().anyMatch(token -> occurs(lower, token, true))
        || inside.stream().anyMatch(token -> occurs(lower, token, false));
  }

  private static boolean occurs(String part, String token, boolean atStart) {
    for (int at = part.indexOf(token); at >= 0; at = part.indexOf(token, at + 1)) {
      if (startsWord(part, at) == atStart) {
        return true;
      }
    }
    return false;
  }

  /** Each mark of punctuation is a word, so is each run of letters and digits. */
  private static boolean startsWord(String part, int at) {
    return at == 0
        || !Character.isLetterOrDigit(part.charAt(at - 1))
        || !Character.isLetterOrDigit(part.charAt(at));
  }
}
