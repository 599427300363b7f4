/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

/** A command line that cannot be understood; the message says why. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
