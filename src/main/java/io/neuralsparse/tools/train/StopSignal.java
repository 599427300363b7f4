/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C, or any other orderly end of the JVM, does to a run: it is told to stop after its
 * step, and the end waits until it has, for a while. Nothing is interrupted: a thread that writes a
 * checkpoint finishes it.
 */
final class StopSignal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop");
  private volatile boolean given;

  /** From now on. */
  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    given = true;
    try {
      stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the run is to stop. */
  boolean isGiven() {
    return given || Thread.currentThread().isInterrupted();
  }

  /** The run has stopped. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already.
    }
  }
}
