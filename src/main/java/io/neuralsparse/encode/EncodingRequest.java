/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Texts that somebody waits for.
 *
 * @param model the name of their model
 * @param texts any number of texts, of any length
 * @param longText what becomes of those that are longer than the model's window
 * @param cancelled asked now and then, by any thread, until the answer is there; once true, nobody
 *     needs the vectors any more, and the request fails
 */
public record EncodingRequest(
    String model, List<String> texts, LongText longText, BooleanSupplier cancelled) {
  /** Copies the texts. */
  public EncodingRequest {
    texts = List.copyOf(texts);
  }

  /** A request that is never cancelled. */
  public EncodingRequest(String model, List<String> texts, LongText longText) {
    this(model, texts, longText, () -> false);
  }
}
