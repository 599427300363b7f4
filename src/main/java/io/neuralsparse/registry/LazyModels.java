/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.common.unit.TimeValue;

/**
 * One part of each model, loaded when it is first asked for and kept until {@link #close()}.
 *
 * <p>Two callers that ask for the same model at once load it once. A model that failed to load
 * fails again at once with the same message, until a file of its folder changes: then it is tried
 * again.
 *
 * @param <T> the part, with native memory behind it
 */
final class LazyModels<T extends AutoCloseable> implements AutoCloseable {
  private static final Logger logger = LogManager.getLogger(LazyModels.class);

  private final String part;
  private final ModelCatalog catalog;
  private final Function<ModelManifest, T> loading;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Nothing is loaded yet.
   *
   * @param part what is loaded, for the log
   * @param catalog where the models are
   * @param loading makes the part; throws {@link ModelException} when the folder is at fault
   */
  LazyModels(String part, ModelCatalog catalog, Function<ModelManifest, T> loading) {
    this.part = part;
    this.catalog = catalog;
    this.loading = loading;
  }

  /** The part of a model if it is loaded, or null. */
  T ifLoaded(String model) {
    Slot slot = slots.get(model);
    return slot == null ? null : slot.value;
  }

  /**
   * The part of a model, loaded by this call if need be.
   *
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   * @throws IllegalStateException after {@link #close()}
   */
  T get(String model) {
    T loaded = ifLoaded(model);
    if (loaded != null) {
      return loaded;
    }
    ModelManifest manifest = catalog.manifest(model); // unknown names make no slot
    return slots.computeIfAbsent(model, name -> new Slot()).load(manifest);
  }

  @Override
  public void close() {
    closed = true;
    slots.values().forEach(Slot::close);
    slots.clear();
  }

  private final class Slot {
    private volatile T value;
    private ModelException failure;
    private long failedOn;

    synchronized T load(ModelManifest manifest) {
      if (closed) {
        throw new IllegalStateException("the node is stopping");
      }
      if (value != null) {
        return value;
      }
      long fingerprint = manifest.folder().fingerprint();
      if (failure != null && failedOn == fingerprint) {
        throw new ModelException(failure.getMessage(), failure);
      }
      long start = System.nanoTime();
      try {
        value = loading.apply(manifest);
      } catch (ModelException e) {
        failure = e;
        failedOn = fingerprint;
        throw e;
      }
      failure = null;
      logger.info(
          "loaded the {} of model [{}] in [{}]",
          part,
          manifest.name(),
          TimeValue.timeValueNanos(System.nanoTime() - start));
      return value;
    }

    synchronized void close() {
      if (value != null) {
        try {
          value.close();
        } catch (Exception e) {
          logger.warn("could not release the " + part + " of a model", e);
        }
        value = null;
      }
    }
  }
}
