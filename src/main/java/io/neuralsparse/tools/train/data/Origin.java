/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

/**
 * Where something was read.
 *
 * @param file or folder, as it was given
 * @param line from 1
 */
public record Origin(String file, long line) {
  /** In the way of all messages. */
  @Override
  public String toString() {
    return "[" + file + "] line " + line;
  }
}
