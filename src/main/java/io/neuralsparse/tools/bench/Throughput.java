/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Searches of one variant, sent by several clients at once, each as soon as its last is answered.
 */
final class Throughput {
  private final Variant variant;
  private final Engine engine;
  private final List<HttpRequest> requests;
  private final int clients;
  private final AtomicInteger next = new AtomicInteger();
  private long answered;
  private long nanoseconds;

  Throughput(Variant variant, Engine engine, List<HttpRequest> requests, int clients) {
    this.variant = variant;
    this.engine = engine;
    this.requests = requests;
    this.clients = clients;
  }

  Variant variant() {
    return variant;
  }

  int clients() {
    return clients;
  }

  /** Searches a second so far. */
  double perSecond() {
    return answered * 1e9 / nanoseconds;
  }

  /** Goes on for some seconds. */
  void run(int seconds) throws BenchmarkException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long begin = System.nanoTime();
      long end = begin + seconds * 1_000_000_000L;
      List<Future<Long>> futures = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        futures.add(threads.submit(() -> send(end)));
      }
      for (Future<Long> future : futures) {
        answered += future.get();
      }
      nanoseconds += System.nanoTime() - begin;
    } catch (ExecutionException e) {
      throw new BenchmarkException("searching failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted while searching", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private long send(long end) throws BenchmarkException {
    long count = 0;
    while (System.nanoTime() < end) {
      HttpRequest request = requests.get(Math.floorMod(next.getAndIncrement(), requests.size()));
      HttpResponse<String> response = engine.send(request);
      if (response.statusCode() != 200) {
        throw new BenchmarkException(
            "[" + response.uri() + "] failed: " + response.statusCode() + " " + response.body());
      }
      count++;
    }
    return count;
  }
}
