/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.Optional;

/**
 * A system in an evaluation.
 *
 * @param system what it does
 * @param index the name of its index
 * @param queries tokens of the queries, where they are known
 * @param digest of its model's files, where they are at hand
 */
record SystemRun(
    SearchSystem system, String index, Optional<QueryVectors> queries, Optional<String> digest) {
  String name() {
    return system.name();
  }
}
