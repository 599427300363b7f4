/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

/**
 * A model that is not there, or whose folder is not as it must be. The message names the model, the
 * file and the cause; it is written for the person who put the folder there, and reaches them as a
 * client error (400).
 */
public final class ModelException extends IllegalArgumentException {
  /** A fault that needs no other exception to explain it. */
  public ModelException(String message) {
    super(message);
  }

  /** A fault that another exception explains; its message should be part of {@code message}. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
