/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.List;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.core.common.unit.ByteSizeValue;

/** The settings of the block maxima; all can be changed while the node runs. */
public final class BlockMaximaSettings {
  /** False: every query runs in Lucene's way, and the memory is given back. */
  public static final Setting<Boolean> ENABLED =
      Setting.boolSetting(
          "neural_sparse.block_max.enabled", true, Property.NodeScope, Property.Dynamic);

  /** The most heap that maxima take on a node. */
  public static final Setting<ByteSizeValue> CACHE_SIZE =
      Setting.memorySizeSetting(
          "neural_sparse.block_max.cache_size", "10%", Property.NodeScope, Property.Dynamic);

  /** In segments of fewer documents queries run in Lucene's way. */
  public static final Setting<Integer> MIN_DOCUMENTS =
      Setting.intSetting(
          "neural_sparse.block_max.min_documents", 10_000, 0, Property.NodeScope, Property.Dynamic);

  /** Where the terms of a query have fewer postings in a segment, Lucene reads them sooner. */
  public static final Setting<Integer> MIN_POSTINGS =
      Setting.intSetting(
          "neural_sparse.block_max.min_postings", 16_384, 0, Property.NodeScope, Property.Dynamic);

  private BlockMaximaSettings() {}

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.of(ENABLED, CACHE_SIZE, MIN_DOCUMENTS, MIN_POSTINGS);
  }
}
