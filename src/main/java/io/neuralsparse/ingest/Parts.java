/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Things that are done by different threads, and what comes after the last of them: on its thread,
 * which then sees all that the others did.
 */
final class Parts {
  private final AtomicInteger open;
  private final Runnable then;

  /**
   * None is done yet.
   *
   * @param count at least 1
   * @param then comes after the last one
   */
  Parts(int count, Runnable then) {
    this.open = new AtomicInteger(count);
    this.then = then;
  }

  /** One more is done. */
  void done() {
    if (open.decrementAndGet() == 0) {
      then.run();
    }
  }
}
