/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

/** Lends out the encoders of models. */
@FunctionalInterface
public interface EncoderLender {
  /** An encoder that stays open until this is closed. */
  interface Loan extends AutoCloseable {
    /** The encoder; not to be closed. */
    DocumentEncoder encoder();

    @Override
    void close();
  }

  /**
   * Lends the encoder that a model has now, loading it first if need be.
   *
   * @throws io.neuralsparse.model.ModelException when there is no such model, or its folder is not
   *     as it must be
   */
  Loan lend(String model);
}
