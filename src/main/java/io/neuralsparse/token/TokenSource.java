/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a token of a query is from.
 *
 * @param weight of the token in the model's table
 * @param occurrences how often the text has it
 * @param words of the text that it is, or is a piece of; each once, in order
 */
public record TokenSource(float weight, int occurrences, List<String> words) {
  /** Copies the list. */
  public TokenSource {
    words = List.copyOf(words);
  }

  /** The same token once more. */
  TokenSource and(TokenSource next) {
    return new TokenSource(
        weight,
        occurrences + next.occurrences,
        Stream.concat(words.stream(), next.words.stream()).distinct().toList());
  }
}
