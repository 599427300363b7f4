/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.ModelManifest;

/**
 * The right to use a loaded part of a model. What it gives stays open until it is closed, whatever
 * is reloaded or unloaded meanwhile; so it is to be closed soon, and once. For one thread at a
 * time.
 *
 * @param <T> the part; never to be closed by who leases it
 */
public final class Lease<T> implements AutoCloseable {
  private final T value;
  private final Loaded<?> from;
  private boolean closed;

  Lease(T value, Loaded<?> from) {
    this.value = value;
    this.from = from;
  }

  /** The part. */
  public T value() {
    return value;
  }

  /** The number of the loading that made it; see {@link LazyModels#generation}. */
  public long generation() {
    return from.generation();
  }

  /** What the folder held when it was loaded. */
  ModelManifest manifest() {
    return from.manifest();
  }

  /** The same lease for something that lives as long as the part. */
  <P> Lease<P> of(P inside) {
    return new Lease<>(inside, from);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      from.letGo();
    }
  }
}
