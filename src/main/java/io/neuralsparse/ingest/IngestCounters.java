/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has come through the processors of a node. Thread-safe. */
public final class IngestCounters {
  private final LongAdder documents = new LongAdder();
  private final LongAdder texts = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Documents came in. */
  void came(int count) {
    documents.add(count);
  }

  /** Texts were found in them. */
  void found(int count) {
    texts.add(count);
  }

  /** Documents failed, for whatever reason. */
  void failed(int count) {
    failed.add(count);
  }

  /** Name → number since the node's start. */
  public Map<String, Long> statistics() {
    return Map.of(
        "documents", documents.sum(), "texts", texts.sum(), "failed_documents", failed.sum());
  }
}
