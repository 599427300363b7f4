/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

/** Whom a run tells how far it is. Called by any thread, one at a time. */
public interface Watch {
  /**
   * How far something is.
   *
   * @param what is done
   * @param share from 0 to 1
   * @param note for people, such as a rate; may be empty
   */
  void at(String what, double share, String note);

  /** Something that happened, a line for people. */
  void say(String line);
}
