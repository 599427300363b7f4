/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.FolderDigest;
import io.neuralsparse.model.ModelFolder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Digests of model folders, each made once for as long as no file of the folder changes. */
final class FolderDigests {
  private record Known(long fingerprint, FolderDigest digest) {}

  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * The digest of a folder as it is.
   *
   * @throws io.neuralsparse.model.ModelException when it cannot be read
   */
  FolderDigest of(ModelFolder folder) {
    long fingerprint = folder.fingerprint();
    Known before = known.get(folder.name());
    if (before != null && before.fingerprint == fingerprint) {
      return before.digest;
    }
    FolderDigest digest = FolderDigest.of(folder);
    known.put(folder.name(), new Known(fingerprint, digest));
    return digest;
  }
}
