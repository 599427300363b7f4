/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

/**
 * How an index lies on the disk.
 *
 * @param shards 1 or more
 * @param segments of each shard, after a force merge; 0: as they have become
 * @param deletions per cent of the documents that are deleted after that
 */
public record Layout(int shards, int segments, int deletions) {
  /** One shard of one segment without deletions. */
  static final Layout ONE_SEGMENT = new Layout(1, 1, 0);

  /** For people. */
  @Override
  public String toString() {
    return shards
        + (shards == 1 ? " shard" : " shards")
        + (segments == 0
            ? ", segments as they are"
            : " of " + segments + (segments == 1 ? " segment" : " segments"))
        + (deletions == 0 ? "" : ", " + deletions + " % deleted");
  }
}
