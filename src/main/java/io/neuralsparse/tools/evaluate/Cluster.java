/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonObject;
import io.neuralsparse.tools.bench.BenchmarkException;
import io.neuralsparse.tools.bench.Engine;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A cluster that may be busy or away for a while: what it refuses with 429, 502, 503 or 504, and
 * what gets no answer, is sent again, with pauses that double up to ten seconds, until patience is
 * at its end. Thread-safe.
 */
public final class Cluster {
  /** Statuses that say "later". */
  static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int SHOWN = 300;

  private final Engine engine;
  private final Duration patience;
  private final Consumer<String> notices;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * A cluster behind an engine.
   *
   * @param patience how long one request is sent again
   * @param notices is told when the cluster makes us wait
   */
  public Cluster(Engine engine, Duration patience, Consumer<String> notices) {
    this.engine = engine;
    this.patience = patience;
    this.notices = notices;
  }

  /** The same without patience. */
  Cluster impatient() {
    return new Cluster(engine, Duration.ZERO, notices);
  }

  /** What requests go through. */
  Engine engine() {
    return engine;
  }

  /**
   * Sends a request and reads its answer.
   *
   * @throws IOException when the answer is none of 2xx; with its beginning
   */
  JsonObject request(String method, String path, String body) throws IOException {
    return Engine.read(send(method, path, body));
  }

  /** Whether there is something at a path. */
  boolean exists(String path) throws IOException {
    HttpResponse<String> response = send("GET", path, "");
    if (response.statusCode() == 404) {
      return false;
    }
    Engine.read(response);
    return true;
  }

  /** Deletes what may not be there. */
  void delete(String path) throws IOException {
    HttpResponse<String> response = send("DELETE", path, "");
    if (response.statusCode() != 404) {
      Engine.read(response);
    }
  }

  /**
   * Sends a request until it is answered otherwise than by "later".
   *
   * @throws IOException when patience is at its end; with the last reason
   */
  HttpResponse<String> send(String method, String path, String body) throws IOException {
    Backoff backoff = new Backoff(method + " " + path);
    while (true) {
      String reason;
      try {
        HttpResponse<String> response = engine.send(engine.prepare(method, path, body));
        if (!LATER.contains(response.statusCode())) {
          told.set(false);
          return response;
        }
        reason = response.statusCode() + " " + response.body();
      } catch (BenchmarkException e) {
        if (e.getCause() instanceof InterruptedException) {
          throw interrupted();
        }
        reason = e.getMessage();
      }
      backoff.pause(reason);
    }
  }

  /** Pauses between attempts at one thing. */
  Backoff backoff(String what) {
    return new Backoff(what);
  }

  /** The pauses between attempts, and their end. */
  final class Backoff {
    private final String what;
    private final long begin = System.nanoTime();
    private long pause = FIRST_PAUSE.toMillis();

    private Backoff(String what) {
      this.what = what;
    }

    /**
     * Waits for the next attempt.
     *
     * @throws IOException when there should be none
     */
    void pause(String reason) throws IOException {
      String shown = reason.length() > SHOWN ? reason.substring(0, SHOWN) + "..." : reason;
      if (System.nanoTime() - begin >= patience.toNanos()) {
        throw new IOException(
            "["
                + engine.url()
                + "] did not do ["
                + what
                + "] within "
                + patience.toSeconds()
                + " s; the last reason: "
                + shown);
      }
      if (!told.getAndSet(true)) {
        notices.accept(
            "["
                + engine.url()
                + "] makes us wait, for up to "
                + patience.toSeconds()
                + " s: "
                + shown);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        throw interrupted();
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE.toMillis());
    }
  }

  /** What ends a run that somebody interrupted. */
  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }
}
