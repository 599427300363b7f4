/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;

/**
 * Encodes each text once, whichever requests wait for it: what is in the cache is taken from there,
 * what another request encodes is waited for, without a thread. Thread-safe.
 */
final class SharedEncoder {
  private final DocumentModels models;
  private final VectorCache cache;
  private final Supplier<ThreadContext> context;
  private final Map<TextKey, VectorInWork> inWork = new ConcurrentHashMap<>();
  private final LongAdder joined = new LongAdder();

  /**
   * Nothing is being encoded yet.
   *
   * @param context of the node's threads; asked for with the first text
   */
  SharedEncoder(DocumentModels models, VectorCache cache, Supplier<ThreadContext> context) {
    this.models = models;
    this.cache = cache;
    this.context = context;
  }

  /** Texts that were being encoded already when they were asked for. */
  long joined() {
    return joined.sum();
  }

  /**
   * Encodes texts.
   *
   * @param request for texts that differ from one another
   * @param generation of the model when the keys were made
   * @param keys one for each text
   * @param listener gets one vector a text, in the caller's thread context
   */
  void encode(
      EncodingRequest request,
      long generation,
      TextKey[] keys,
      ActionListener<List<SparseVector>> listener) {
    new Run(request, generation, keys, listener).start();
  }

  private final class Run {
    private final EncodingRequest request;
    private final long generation;
    private final TextKey[] keys;
    private final ActionListener<List<SparseVector>> listener;
    private final SparseVector[] vectors;

    /** The texts that this request encodes, and who else waits for them. */
    private final Map<Integer, VectorInWork> own = new LinkedHashMap<>();

    private volatile Exception failure;

    Run(
        EncodingRequest request,
        long generation,
        TextKey[] keys,
        ActionListener<List<SparseVector>> listener) {
      this.request = request;
      this.generation = generation;
      this.keys = keys;
      this.listener = listener;
      this.vectors = new SparseVector[keys.length];
    }

    void start() {
      Map<Integer, VectorInWork> others = new LinkedHashMap<>();
      for (int i = 0; i < keys.length; i++) {
        vectors[i] = cache.get(keys[i]);
        if (vectors[i] == null) {
          VectorInWork mine = new VectorInWork();
          VectorInWork other = inWork.putIfAbsent(keys[i], mine);
          if (other != null) {
            others.put(i, other);
          } else if (!isKeptSince(i, mine)) {
            own.put(i, mine);
          }
        }
      }
      joined.add(others.size());
      // What this request encodes, and each text that another one does.
      Parts parts = new Parts(others.size() + 1, this::finish);
      others.forEach((i, other) -> join(i, other, parts));
      if (own.isEmpty()) {
        parts.done();
      } else {
        encodeOwn(parts);
      }
    }

    /** Whether another request has encoded a text after this one had missed its vector. */
    private boolean isKeptSince(int place, VectorInWork mine) {
      vectors[place] = cache.peek(keys[place]);
      if (vectors[place] == null) {
        return false;
      }
      inWork.remove(keys[place], mine);
      mine.finish(vectors[place]);
      joined.increment();
      return true;
    }

    private void join(int place, VectorInWork other, Parts parts) {
      Supplier<ThreadContext.StoredContext> here = context.get().newRestorableContext(false);
      other.tell(
          vector -> {
            vectors[place] = vector;
            ThreadContext.StoredContext before = here.get();
            try {
              parts.done();
            } finally {
              before.close();
            }
          });
    }

    private void encodeOwn(Parts parts) {
      try {
        encode(
            List.copyOf(own.keySet()),
            e -> {
              failure = e;
              if (e == null && models.generation(request.model()) == generation) {
                own.keySet().forEach(i -> cache.put(keys[i], vectors[i]));
              }
              tellOthers();
              parts.done();
            });
      } catch (RuntimeException e) {
        tellOthers();
        throw e;
      }
    }

    /** What the encoder gave, if it did. */
    private void tellOthers() {
      own.forEach((i, work) -> inWork.remove(keys[i], work));
      own.forEach((i, work) -> work.finish(vectors[i]));
    }

    /**
     * What others failed to encode is encoded by this request: their failure, or cancellation, is
     * none of its own.
     */
    private void finish() {
      List<Integer> missing = new ArrayList<>();
      for (int i = 0; i < vectors.length; i++) {
        if (vectors[i] == null) {
          missing.add(i);
        }
      }
      if (failure != null || missing.isEmpty()) {
        answer(failure);
      } else {
        encode(missing, this::answer);
      }
    }

    private void answer(Exception e) {
      if (e == null) {
        listener.onResponse(Arrays.asList(vectors));
      } else {
        listener.onFailure(e);
      }
    }

    /**
     * Encodes some of the texts and puts their vectors into place.
     *
     * @param then gets null, or what went wrong
     */
    private void encode(List<Integer> places, Consumer<Exception> then) {
      List<String> texts = places.stream().map(i -> request.texts().get(i)).toList();
      models.encode(
          new EncodingRequest(request.model(), texts, request.longText(), request.cancelled()),
          new ActionListener<>() {
            @Override
            public void onResponse(List<SparseVector> encoded) {
              for (int i = 0; i < encoded.size(); i++) {
                vectors[places.get(i)] = encoded.get(i);
              }
              then.accept(null);
            }

            @Override
            public void onFailure(Exception e) {
              then.accept(e);
            }
          });
    }
  }
}
