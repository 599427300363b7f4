/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.Optional;

/**
 * A system in an evaluation.
 *
 * @param system what it does
 * @param index the name of its index
 * @param model its model's folder, where that is at hand
 */
record SystemRun(SearchSystem system, String index, Optional<LocalModel> model) {
  String name() {
    return system.name();
  }
}
