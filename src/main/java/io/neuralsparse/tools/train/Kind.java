/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a run makes of its network. */
public enum Kind {
  /** Documents have a sparse vector by the network, queries one by a table: what is served. */
  INFERENCE_FREE,
  /** Queries and documents have a sparse vector by the network; a teacher. */
  SPARSE_SIAMESE,
  /** Queries and documents have a dense vector by the network, compared by cosine; a teacher. */
  DENSE,
  /** The network predicts masked tokens of raw text; a start for the others. */
  MASKED_LANGUAGE;

  /** The names in recipes. */
  static final List<String> LABELS = Arrays.stream(values()).map(Kind::label).toList();

  /** The names of those that have vectors. */
  static final List<String> OF_TEACHERS = LABELS.subList(0, LABELS.size() - 1);

  /** The name in recipes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Kind named(String label) {
    return values()[LABELS.indexOf(label)];
  }
}
