/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of the ingest benchmark found.
 *
 * @param workload what was encoded, and by what
 * @param figures of each way, over the same rounds
 * @param peak bytes of memory that the node had in RAM at most; 0: not known
 * @param searches milliseconds of searches by what goes on beside them and by kind
 */
record IngestResult(
    String workload,
    List<IngestFigures> figures,
    long peak,
    Map<String, Map<String, double[]>> searches) {

  /** The same with searches. */
  IngestResult with(Map<String, Map<String, double[]>> others) {
    return new IngestResult(workload, figures, peak, others);
  }

  /** The figures of a way, if it was measured. */
  Optional<IngestFigures> of(String label) {
    return figures.stream().filter(each -> each.label().equals(label)).findFirst();
  }

  /** Documents a second of a way over those of another; absent when that was not measured. */
  Optional<Statistics.Ratio> ratio(IngestFigures way, String other) {
    return of(other)
        .map(base -> Statistics.ratio(way.documentsPerSecond(), base.documentsPerSecond()));
  }
}
