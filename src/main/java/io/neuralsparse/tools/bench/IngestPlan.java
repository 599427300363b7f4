/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.Precision;
import java.util.List;

/**
 * What of ingestion is measured, and how long.
 *
 * @param clients numbers of clients that send at the same time
 * @param bulks documents of a request
 * @param batches {@code batch_size} of the pipeline
 * @param ways what else is measured beside {@code _bulk}, by label
 * @param documents of each way in a round
 * @param rounds that count; one more goes before them
 * @param searches of each kind while nothing and while ingestion goes on; 0: none
 * @param threads of whatever the node is compared with; 0: as many as it encodes with
 * @param precision of the network, the node's too
 * @param model its name on the node
 */
public record IngestPlan(
    List<Integer> clients,
    List<Integer> bulks,
    List<Integer> batches,
    List<String> ways,
    int documents,
    int rounds,
    int searches,
    int threads,
    Precision precision,
    String model) {

  /** The same with another number of threads. */
  IngestPlan threads(int number) {
    return new IngestPlan(
        clients, bulks, batches, ways, documents, rounds, searches, number, precision, model);
  }
}
