/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.util.Map;
import org.opensearch.ExceptionsHelper;
import org.opensearch.cluster.node.DiscoveryNode;

/**
 * What became of a step on a node.
 *
 * @param values what it said, empty when it didn't
 * @param failure why it said nothing, or null
 */
record Outcome(DiscoveryNode node, Map<String, Object> values, Exception failure) {
  /** Why the step was not taken, or null when it was. */
  String problem() {
    return failure == null ? Values.text(values, ReloadSteps.FAILURE) : cause().getMessage();
  }

  /** What went wrong on the node itself: the exception around it names its address. */
  Throwable cause() {
    return ExceptionsHelper.unwrapCause(failure);
  }

  boolean is(String kind) {
    return failure == null && kind.equals(values.get(ReloadSteps.KIND));
  }
}
