/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.unit.ByteSizeValue;

/**
 * The vectors of texts, on a node: of those encoded lately, of those that are being encoded, and of
 * all others through the encoder. A text that many documents have at once is encoded once,
 * whichever pipelines and requests they are in. Thread-safe, and never waits.
 */
public final class TextVectors implements AutoCloseable {
  /** The most heap that kept vectors take: bytes, or a part of the heap in per cent. */
  public static final Setting<ByteSizeValue> CACHE_SIZE =
      Setting.memorySizeSetting("neural_sparse.encoding.cache_size", "2%", Property.NodeScope);

  private final DocumentModels models;
  private final VectorCache cache;
  private final SharedEncoder encoder;
  private final LongAdder shared = new LongAdder();

  /**
   * Nothing is kept yet.
   *
   * @param models encode
   * @param breaker accounts for what is kept; asked for when there is any
   * @param context of the node's threads; asked for with the first document
   */
  public TextVectors(
      Settings settings,
      DocumentModels models,
      Supplier<CircuitBreaker> breaker,
      Supplier<ThreadContext> context) {
    this.models = models;
    this.cache = new VectorCache(CACHE_SIZE.get(settings).getBytes(), breaker);
    this.encoder = new SharedEncoder(models, cache, context);
  }

  /** Makes the keys that texts have here and now. */
  TextKey.Maker keys(String model, LongText longText) {
    return new TextKey.Maker(model, models.generation(model), longText);
  }

  /** Whether the vector of a text is kept. */
  boolean isCached(TextKey key) {
    return cache.contains(key);
  }

  /**
   * The vectors of texts, from wherever they are had soonest.
   *
   * @param listener gets one vector a text, in order, in the caller's thread context, on whatever
   *     thread; or what kept one of them from being encoded
   */
  void get(EncodingRequest request, ActionListener<List<SparseVector>> listener) {
    long generation = models.generation(request.model());
    TextKey.Maker keys = new TextKey.Maker(request.model(), generation, request.longText());
    Map<TextKey, Integer> places = LinkedHashMap.newLinkedHashMap(request.texts().size());
    List<String> texts = new ArrayList<>();
    int[] order = new int[request.texts().size()];
    for (int i = 0; i < order.length; i++) {
      Integer place = places.putIfAbsent(keys.key(request.texts().get(i)), texts.size());
      if (place == null) {
        order[i] = texts.size();
        texts.add(request.texts().get(i));
      } else {
        order[i] = place;
      }
    }
    shared.add(order.length - texts.size());
    encoder.encode(
        new EncodingRequest(request.model(), texts, request.longText(), request.cancelled()),
        generation,
        places.keySet().toArray(TextKey[]::new),
        new ActionListener<>() {
          @Override
          public void onResponse(List<SparseVector> vectors) {
            listener.onResponse(Arrays.stream(order).mapToObj(vectors::get).toList());
          }

          @Override
          public void onFailure(Exception e) {
            listener.onFailure(e);
          }
        });
  }

  /** Name → number since the node's start, or of now. */
  public Map<String, Long> statistics() {
    Map<String, Long> statistics = new LinkedHashMap<>(cache.statistics());
    statistics.put("shared", shared.sum());
    statistics.put("joined", encoder.joined());
    return statistics;
  }

  @Override
  public void close() {
    cache.clear();
  }
}
