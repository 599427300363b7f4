/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.IOException;
import java.util.List;

/** One word of the command line and what it does. */
interface Command {
  /** The word. */
  String name();

  /** One line for the list of commands; empty for one that is not listed. */
  String summary();

  /** What {@code --help} prints. */
  String help();

  /**
   * Does it.
   *
   * @param words what followed the command
   * @return the exit code, 0 or 1
   * @throws UsageException when the words make no sense
   */
  int run(List<String> words, Terminal terminal) throws IOException;
}
