/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.ModelManifest;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A part of a model in memory. Closed by whoever lets go of it last: the node, which held it from
 * the start, or a {@link Lease}. Any number of threads may use it.
 */
final class Loaded<T extends AutoCloseable> {
  private static final Logger logger = LogManager.getLogger(Loaded.class);

  private final T value;
  private final ModelManifest manifest;
  private final long fingerprint;
  private final long bytes;
  private volatile long generation;
  private volatile String digest;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Held by the caller.
   *
   * @param manifest what the folder held when it was loaded
   * @param fingerprint of the folder before it was read
   * @param bytes of memory that it takes, about
   */
  Loaded(T value, ModelManifest manifest, long fingerprint, long bytes) {
    this.value = value;
    this.manifest = manifest;
    this.fingerprint = fingerprint;
    this.bytes = bytes;
  }

  /** The part, for who holds it. */
  T value() {
    return value;
  }

  ModelManifest manifest() {
    return manifest;
  }

  long fingerprint() {
    return fingerprint;
  }

  long bytes() {
    return bytes;
  }

  /** The digest of the folder that it was loaded from, or null as long as nobody made it. */
  String digest() {
    return digest;
  }

  /** To be told the digest of the folder as long as the folder has {@link #fingerprint()}. */
  void cameFrom(String folderDigest) {
    digest = folderDigest;
  }

  /** The number of this loading, once it serves; see {@link LazyModels#generation}. */
  long generation() {
    return generation;
  }

  /** To be called once, before anybody leases it. */
  void serveAs(long number) {
    generation = number;
  }

  /** A lease, or null when nobody holds it any more. */
  Lease<T> lease() {
    for (int now = holders.get(); now > 0; now = holders.get()) {
      if (holders.compareAndSet(now, now + 1)) {
        return new Lease<>(value, this);
      }
    }
    return null;
  }

  /** To be called once by each holder. */
  void letGo() {
    if (holders.decrementAndGet() == 0) {
      try {
        value.close();
      } catch (Exception e) {
        logger.warn("could not release a part of model [" + manifest.name() + "]", e);
      }
    }
  }
}
