/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.common.unit.TimeValue;

/**
 * One part of each model, loaded when it is first asked for and kept until it is replaced,
 * unloaded, or the node stops. Who uses a part leases it, so none is closed while it is in use.
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
  private final ToLongFunction<T> memory;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Nothing is loaded yet.
   *
   * @param part what is loaded, for the log
   * @param catalog where the models are
   * @param loading makes the part; throws {@link ModelException} when the folder is at fault
   * @param memory the bytes that a part takes, about
   */
  LazyModels(
      String part,
      ModelCatalog catalog,
      Function<ModelManifest, T> loading,
      ToLongFunction<T> memory) {
    this.part = part;
    this.catalog = catalog;
    this.loading = loading;
    this.memory = memory;
  }

  /** Whether the part of a model is loaded. */
  boolean isLoaded(String model) {
    Slot slot = slots.get(model);
    return slot != null && slot.current != null;
  }

  /** The models whose part is loaded. */
  Set<String> loaded() {
    return slots.entrySet().stream()
        .filter(slot -> slot.getValue().current != null)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The bytes that the parts loaded now take, about. */
  long bytes() {
    long sum = 0;
    for (Slot slot : slots.values()) {
      Loaded<T> loaded = slot.current;
      sum += loaded == null ? 0 : loaded.bytes();
    }
    return sum;
  }

  /**
   * The part of a model, loaded by this call if need be.
   *
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   * @throws IllegalStateException after {@link #close()}
   */
  Lease<T> acquire(String model) {
    Lease<T> lease = acquireIfLoaded(model);
    if (lease != null) {
      return lease;
    }
    ModelManifest manifest = catalog.manifest(model); // unknown names make no slot
    return slot(model).acquire(manifest);
  }

  /** The part of a model if it is loaded, or null. */
  Lease<T> acquireIfLoaded(String model) {
    Slot slot = slots.get(model);
    return slot == null ? null : slot.acquire();
  }

  /** What is loaded of a model, or null; without a lease only its facts may be asked for. */
  Loaded<T> ifLoaded(String model) {
    Slot slot = slots.get(model);
    return slot == null ? null : slot.current;
  }

  /**
   * The number of the loading whose part serves a model, or, while none is loaded, of the next one.
   * Grows with every loading, and never with a change of the folder alone.
   */
  long generation(String model) {
    Slot slot = slots.get(model);
    return slot == null ? 1 : slot.generation();
  }

  /** Why the last attempt to load a model failed, or null. */
  String failure(String model) {
    Slot slot = slots.get(model);
    ModelException failure = slot == null ? null : slot.failure;
    return failure == null ? null : failure.getMessage();
  }

  /**
   * Loads a model as its folder is now, beside what is in use, which stays.
   *
   * @return held by the caller, who passes it to {@link #replace} or lets go of it
   * @throws ModelException when the folder is not as it must be
   * @throws IllegalStateException after {@link #close()}
   */
  Loaded<T> loadBeside(ModelManifest manifest) {
    return slot(manifest.name()).load(manifest);
  }

  /**
   * From now on a model is this; what was in use is closed when its last lease is.
   *
   * @param fresh held by the caller until now
   */
  void replace(String model, Loaded<T> fresh) {
    slot(model).replace(fresh);
  }

  /** Releases the part of a model; the next who asks for it loads it. True when it was loaded. */
  boolean unload(String model) {
    Slot slot = slots.get(model);
    return slot != null && slot.replace(null);
  }

  private Slot slot(String model) {
    return slots.computeIfAbsent(model, name -> new Slot());
  }

  @Override
  public void close() {
    closed = true;
    slots.values().forEach(slot -> slot.replace(null));
  }

  private final class Slot {
    private volatile Loaded<T> current;
    private volatile ModelException failure;
    private long failedOn;
    private volatile long served;

    /** Waits for nobody, so what is loaded just now may count or not. */
    long generation() {
      Loaded<T> now = current;
      return now == null ? served + 1 : now.generation();
    }

    Lease<T> acquire() {
      for (Loaded<T> now = current; now != null; now = current) {
        Lease<T> lease = now.lease();
        if (lease != null) {
          return lease;
        } // else it was replaced since it was read
      }
      return null;
    }

    synchronized Lease<T> acquire(ModelManifest manifest) {
      if (current == null) {
        if (failure != null && failedOn == manifest.folder().fingerprint()) {
          throw new ModelException(failure.getMessage(), failure);
        }
        serve(load(manifest));
      }
      return current.lease();
    }

    private synchronized void serve(Loaded<T> fresh) {
      served = served + 1;
      fresh.serveAs(served);
      current = fresh;
      failure = null;
    }

    /** May be called beside the others, by any thread. */
    Loaded<T> load(ModelManifest manifest) {
      if (closed) {
        throw new IllegalStateException("the node is stopping");
      }
      ModelFolder folder = manifest.folder();
      long fingerprint = folder.fingerprint();
      long start = System.nanoTime();
      Loaded<T> loaded;
      try {
        ModelManifest now =
            ModelManifest.read(folder); // it may have changed before the fingerprint
        T value = loading.apply(now);
        checkUnchanged(folder, fingerprint, value);
        loaded = new Loaded<>(value, now, fingerprint, memory.applyAsLong(value));
      } catch (ModelException e) {
        failed(e, fingerprint);
        throw e;
      }
      logger.info(
          "loaded the {} of model [{}] in [{}]",
          part,
          manifest.name(),
          TimeValue.timeValueNanos(System.nanoTime() - start));
      return loaded;
    }

    /** Files of two states of a folder make no model. */
    private void checkUnchanged(ModelFolder folder, long fingerprint, T value) {
      if (folder.fingerprint() == fingerprint) {
        return;
      }
      try {
        value.close();
      } catch (Exception e) {
        logger.warn("could not release a part of model [" + folder.name() + "]", e);
      }
      throw folder.fault(
          ".", "changed while it was loaded; try again when all of its files are there");
    }

    private synchronized void failed(ModelException e, long fingerprint) {
      failure = e;
      failedOn = fingerprint;
    }

    /** True when there was something to replace. */
    synchronized boolean replace(Loaded<T> fresh) {
      Loaded<T> before = current;
      if (fresh != null && closed) {
        fresh.letGo();
        return false;
      }
      if (fresh == null) {
        current = null;
        failure = null;
      } else {
        serve(fresh);
      }
      if (before != null) {
        before.letGo();
      }
      return before != null;
    }
  }
}
