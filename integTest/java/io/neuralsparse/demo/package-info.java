/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The demo, {@code mvn -Pdemo}: a real node with the plugin, real text ingested, the results of a
 * few queries beside BM25's. Nobody calls it.
 */
package io.neuralsparse.demo;
