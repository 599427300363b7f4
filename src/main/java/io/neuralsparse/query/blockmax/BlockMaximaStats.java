/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Map;

/**
 * The state of a node's block maxima.
 *
 * @param terms terms of segments whose maxima are there
 * @param bytes of heap they take
 * @param limit the most bytes they may take
 * @param hits how often a query found a term's maxima
 * @param misses how often it didn't
 * @param evictions maxima that had to go for others
 * @param builds maxima made
 * @param refusals maxima not made or not kept: the circuit breaker or the queue was full, or there
 *     was no room for them
 */
public record BlockMaximaStats(
    long terms,
    long bytes,
    long limit,
    long hits,
    long misses,
    long evictions,
    long builds,
    long refusals) {

  /** By the names that users see. */
  public Map<String, Long> byName() {
    return Map.of(
        "terms", terms,
        "size_in_bytes", bytes,
        "limit_in_bytes", limit,
        "hits", hits,
        "misses", misses,
        "evictions", evictions,
        "builds", builds,
        "refusals", refusals);
  }
}
