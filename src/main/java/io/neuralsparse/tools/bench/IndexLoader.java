/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;

/** Puts documents of a workload into an index, in parallel bulk requests. */
final class IndexLoader {
  private static final int CHUNK = 500;
  private static final int THREADS = 2;

  private final Engine engine;
  private final Workload workload;
  private final String index;

  IndexLoader(Engine engine, Workload workload, String index) {
    this.engine = engine;
    this.workload = workload;
    this.index = index;
  }

  /** Sends all documents of the workload. */
  void load(DoubleConsumer progress) throws BenchmarkException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(
            threads.submit(
                () -> {
                  int from = next.getAndAdd(CHUNK);
                  while (from < workload.size()) {
                    send(from, Math.min(from + CHUNK, workload.size()));
                    progress.accept(Math.min(1, (double) done.addAndGet(CHUNK) / workload.size()));
                    from = next.getAndAdd(CHUNK);
                  }
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        await(future);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(Future<?> future) throws BenchmarkException {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BenchmarkException cause) {
        throw cause;
      }
      throw new BenchmarkException("indexing failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted while indexing", e);
    }
  }

  /** Sends some documents; their numbers are their ids. */
  void send(int from, int to) throws BenchmarkException {
    List<Passage> passages = workload.passages(from, to);
    StringBuilder body = new StringBuilder();
    for (int i = from; i < to; i++) {
      body.append("{\"index\":{\"_id\":\"").append(i).append("\"}}\n");
      body.append(source(i, passages.get(i - from))).append('\n');
    }
    JsonObject answer =
        engine.request("POST", "/_bulk?filter_path=errors,items.*.error&index=" + index, body + "");
    if (answer.get("errors").getAsBoolean()) {
      throw new BenchmarkException("[" + engine.url() + "] refused documents: " + answer);
    }
  }

  private static String source(int number, Passage passage) {
    StringWriter out = new StringWriter();
    try (JsonWriter json = new JsonWriter(out)) {
      json.beginObject();
      json.name("text").value(passage.text());
      int percent = Workload.percent(number);
      json.name("percent").value(percent);
      json.name("kept").beginArray();
      for (int filter : Scenario.FILTERS) {
        if (percent < filter) {
          json.value(String.valueOf(filter));
        }
      }
      json.endArray();
      json.name("vector").beginObject();
      for (SparseVector.Entry entry : passage.vector().entries()) {
        json.name(entry.token()).jsonValue(new JsonPrimitive(entry.weight()).toString());
      }
      json.endObject().endObject();
    } catch (IOException e) {
      throw new AssertionError("a string takes all that is written", e);
    }
    return out.toString();
  }
}
