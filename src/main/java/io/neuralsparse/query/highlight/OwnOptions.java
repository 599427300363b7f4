/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder.BoundaryScannerType;

/**
 * What a request says of a field that OpenSearch does not check.
 *
 * @param model the model whose tokeniser splits the text, or null
 * @param pruneRatio tokens that add less to the score than this share of what the document's best
 *     adds are not marked; in [0, 1)
 */
record OwnOptions(String model, double pruneRatio) {
  private static final String MODEL_ID = "model_id";
  private static final String PRUNE_RATIO = "prune_ratio";

  /**
   * Checks them.
   *
   * @param highlighter the name that the request calls the highlighter
   * @param options as given, or null
   * @param scanner as given, or null
   * @throws IllegalArgumentException for a key or a value that is not known here; the message names
   *     it
   */
  static OwnOptions of(
      String highlighter, Map<String, Object> options, BoundaryScannerType scanner) {
    Map<String, Object> own = options == null ? Map.of() : options;
    Set<String> unknown = new TreeSet<>(own.keySet());
    unknown.removeAll(List.of(MODEL_ID, PRUNE_RATIO));
    if (!unknown.isEmpty()) {
      throw fault(
          highlighter,
          "does not know " + unknown + " in [options], it takes " + List.of(MODEL_ID, PRUNE_RATIO));
    }
    Object model = own.get(MODEL_ID);
    if (model != null && !(model instanceof String)) {
      throw fault(
          highlighter, "needs the name of a model as [options.model_id], got [" + model + "]");
    }
    if (scanner == BoundaryScannerType.CHARS) {
      throw fault(highlighter, "needs [sentence] or [word] as [boundary_scanner], got [chars]");
    }
    return new OwnOptions((String) model, ratio(highlighter, own.get(PRUNE_RATIO)));
  }

  private static double ratio(String highlighter, Object value) {
    double ratio = value == null ? 0 : value instanceof Number number ? number.doubleValue() : -1;
    if (!(ratio >= 0 && ratio < 1)) {
      throw fault(
          highlighter, "needs a number in [0, 1) as [options.prune_ratio], got [" + value + "]");
    }
    return ratio;
  }

  /** A message that begins with the name that the request calls the highlighter. */
  static IllegalArgumentException fault(String highlighter, String message) {
    return new IllegalArgumentException("[" + highlighter + "] highlighter " + message);
  }
}
