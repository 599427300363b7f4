/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.List;

/**
 * One thing that more than one file of a folder may decide.
 *
 * @param subject what is decided, such as {@code window}
 * @param value what holds
 * @param source the file it comes from, with the key in brackets where there is one; or {@code
 *     default}
 * @param passedOver what else spoke of it, and does not count
 */
public record Decision(String subject, String value, String source, List<String> passedOver) {
  /** Copies the list. */
  public Decision {
    passedOver = List.copyOf(passedOver);
  }
}
