/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C, or any other orderly end of the JVM, does to a run: its thread is interrupted, and
 * the end waits until it has cleaned up, for a while.
 */
public final class Interruption implements AutoCloseable {
  private static final Duration CLEANING = Duration.ofSeconds(30);

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /** From now on, for the thread that calls this. */
  public Interruption() {
    Thread run = Thread.currentThread();
    hook = new Thread(() -> interrupt(run), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt(Thread run) {
    run.interrupt();
    try {
      done.await(CLEANING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The run is over and has cleaned up. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already.
    }
  }
}
