/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The search benchmark with nodes of its own, {@code mvn -Pbench}, and its test. Nobody calls it.
 */
package io.neuralsparse.bench;
