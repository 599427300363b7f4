/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbered pieces of work on some threads, each taking the next piece when it has done one. */
public final class Parallel {
  private Parallel() {}

  /** One piece. */
  public interface Piece {
    /** Does it; the number begins with 0. */
    void run(int number) throws IOException;
  }

  /** Does all pieces, the first ones first; ends when all are done or one has failed. */
  public static void run(int threads, int pieces, Piece piece) throws IOException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            executor.submit(
                () -> {
                  for (int n = next.getAndIncrement(); n < pieces; n = next.getAndIncrement()) {
                    piece.run(n);
                  }
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    } finally {
      executor.shutdownNow();
    }
  }
}
