/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import org.opensearch.ingest.IngestService;

/**
 * Tells whether a processor is made for a pipeline that the cluster has already, at a node's start
 * for instance, or for one that a user sends.
 *
 * <p>The cluster's pipelines are made on the thread that applies the cluster's state, right after
 * its listeners have been told; nothing else makes processors there.
 */
public final class AcceptedPipelines {
  private volatile Thread applier;

  /** Listens from now on. */
  public AcceptedPipelines(IngestService service) {
    service.addIngestClusterStateListener(state -> applier = Thread.currentThread());
  }

  /** Whether this thread makes processors of the cluster's pipelines. */
  public boolean areMade() {
    return Thread.currentThread() == applier;
  }
}
