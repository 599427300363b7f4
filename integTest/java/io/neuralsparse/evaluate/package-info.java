/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Evaluations with nodes of their own, {@code mvn -Pevaluate}, and the tests of {@code
 * tools.evaluate} that need a server. Nobody calls it.
 */
package io.neuralsparse.evaluate;
