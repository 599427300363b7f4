/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.io.IOException;

/** A benchmark that cannot go on; the message says why. */
public final class BenchmarkException extends IOException {
  private static final long serialVersionUID = 1;

  /** A fault in words for the person who runs the benchmark. */
  public BenchmarkException(String message) {
    super(message);
  }

  BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
