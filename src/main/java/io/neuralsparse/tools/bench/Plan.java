/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.List;

/**
 * What is measured, and how long.
 *
 * @param scenarios one after the other
 * @param rounds that count
 * @param warmUp rounds before them that don't
 * @param checks queries whose hits are compared with exact scores
 * @param clients numbers of clients for which throughput is measured; empty: it is not
 * @param seconds of each variant and number of clients
 * @param model of this plugin that gives a text's tokens
 * @param source whether searches fetch the documents
 * @param vectorsInSource whether documents keep their vectors in {@code _source}
 */
public record Plan(
    List<Scenario> scenarios,
    int rounds,
    int warmUp,
    int checks,
    List<Integer> clients,
    int seconds,
    String model,
    boolean source,
    boolean vectorsInSource) {}
