/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.ModelFolder;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleConsumer;

/**
 * The time of searches while the node has nothing else to do, and while bulk requests keep its
 * encoder busy, in turns. They go to an index of {@value #DOCUMENTS} synthetic documents, one every
 * {@value #PAUSE} milliseconds.
 */
final class SearchesBesideIngest {
  static final String IDLE = "idle";
  static final String SATURATED = "saturated";

  private static final int DOCUMENTS = 50_000;
  private static final long PAUSE = 20;
  private static final int TURNS = 4;
  private static final int WARM_UP = 100;
  private static final long SEED = 42;
  private static final List<Variant> KINDS = List.of(Variant.NOTHING, Variant.BM25, Variant.TEXT);
  private static final Scenario SCENARIO =
      new Scenario("search", Layout.ONE_SEGMENT, 10, 100, "", false);

  private final Engine engine;
  private final String model;
  private final Workload workload;
  private final String index;
  private int next;

  /**
   * Makes the index, if it is not there.
   *
   * @param folder of the model, whose words the documents have
   * @param model its name on the node
   */
  SearchesBesideIngest(Engine engine, ModelFolder folder, String model, DoubleConsumer progress)
      throws BenchmarkException {
    this.engine = engine;
    this.model = model;
    try {
      this.workload = Workload.of(SyntheticCorpus.of(folder, SEED), SEED, DOCUMENTS);
    } catch (IllegalArgumentException e) {
      throw new BenchmarkException(e.getMessage(), e);
    }
    this.index = new Indices(engine, workload, false).get(SCENARIO.layout(), progress);
  }

  /**
   * Measures.
   *
   * @param way sends the bulk requests
   * @param batches texts, one list for each time that the way is run; used again and again
   * @param count searches of each kind beside nothing, and as many beside ingestion
   * @return their milliseconds by what went on beside them and by kind
   */
  Map<String, Map<String, double[]>> measure(
      BulkWay way, List<List<String>> batches, int count, DoubleConsumer progress)
      throws IOException {
    Map<String, Map<String, List<Double>>> times = new LinkedHashMap<>();
    search(WARM_UP);
    for (int turn = 0; turn < TURNS; turn++) {
      int part = count * (turn + 1) / TURNS - count * turn / TURNS;
      add(times, IDLE, search(part));
      progress.accept((turn + 0.5) / TURNS);
      add(times, SATURATED, beside(way, batches, part));
      progress.accept((turn + 1.0) / TURNS);
    }
    Map<String, Map<String, double[]>> arrays = new LinkedHashMap<>();
    times.forEach(
        (beside, kinds) ->
            kinds.forEach(
                (kind, list) ->
                    arrays
                        .computeIfAbsent(beside, key -> new LinkedHashMap<>())
                        .put(kind, list.stream().mapToDouble(Double::doubleValue).toArray())));
    return arrays;
  }

  private static void add(
      Map<String, Map<String, List<Double>>> times, String beside, Map<String, double[]> more) {
    more.forEach(
        (kind, values) ->
            times
                .computeIfAbsent(beside, key -> new LinkedHashMap<>())
                .computeIfAbsent(kind, key -> new ArrayList<>())
                .addAll(Arrays.stream(values).boxed().toList()));
  }

  /** Searches while another thread sends one bulk request after the other. */
  private Map<String, double[]> beside(BulkWay way, List<List<String>> batches, int count)
      throws IOException {
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> ingestion =
          thread.submit(
              () -> {
                for (int i = 0; !stopped.get(); i++) {
                  way.prepare(batches.get(i % batches.size()), stopped::get).run();
                }
                return null;
              });
      Map<String, double[]> times;
      try {
        pause(2_000); // until the first texts are with the encoder
        times = search(count);
      } finally {
        stopped.set(true);
      }
      ingestion.get();
      return times;
    } catch (ExecutionException e) {
      throw new BenchmarkException("ingestion failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    } finally {
      thread.shutdownNow();
    }
  }

  private Map<String, double[]> search(int count) throws BenchmarkException {
    Map<String, double[]> times = new LinkedHashMap<>();
    KINDS.forEach(kind -> times.put(kind.label(), new double[count]));
    for (int i = 0; i < count; i++) {
      for (Variant kind : KINDS) {
        times.get(kind.label())[i] = search(kind);
        pause(PAUSE);
      }
      next++;
    }
    return times;
  }

  private double search(Variant kind) throws BenchmarkException {
    HttpRequest request =
        engine.prepare(
            "POST", kind.path(index), kind.body(workload.query(next), SCENARIO, model, false));
    long begin = System.nanoTime();
    HttpResponse<String> response = engine.send(request);
    double time = (System.nanoTime() - begin) / 1e6;
    Engine.read(response);
    return time;
  }

  private static void pause(long milliseconds) throws BenchmarkException {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }
}
