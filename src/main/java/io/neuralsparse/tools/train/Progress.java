/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How fast a run is, how long it will last, and how much memory it takes. Trials don't count. */
final class Progress {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final int KIB = 1024;

  private final long steps;
  private long first = -1;
  private long step;
  private long texts;
  private long nanos;
  private long begun;

  /** Of so many steps. */
  Progress(long steps) {
    this.steps = steps;
  }

  /** A step begins. */
  void begin() {
    begun = System.nanoTime();
  }

  /** A step is done. */
  void done(long made, int encoded) {
    nanos += System.nanoTime() - begun;
    first = first < 0 ? made - 1 : first;
    step = made;
    texts += encoded;
  }

  /** From 0 to 1. */
  double share() {
    return (double) step / steps;
  }

  /** For the metrics: what differs each time. */
  Map<String, Double> measures() {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("documents_per_second", rate());
    measures.put("peak_memory", (double) peakMemory());
    return measures;
  }

  private double rate() {
    return nanos == 0 ? 0 : texts * 1e9 / nanos;
  }

  /** The most bytes that the process had at once; 0 where the system does not tell. */
  private static long peakMemory() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(PEAK)) {
          return KIB * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException | RuntimeException e) {
      // Not Linux, or not to be read.
    }
    return 0;
  }

  /** For people. */
  String note(double loss, RunState state) {
    long left = (long) ((double) nanos / Math.max(1, step - first) * (steps - step) / 1e9);
    String best =
        state
            .best()
            .map(
                result ->
                    String.format(
                        Locale.ROOT,
                        ", best NDCG@10 %.3f after step %d",
                        result.ndcg(),
                        state.bestStep()))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "step %d of %d, loss %.4f, %.1f documents/s, %s left%s",
        step,
        steps,
        loss,
        rate(),
        time(left),
        best);
  }

  private static String time(long seconds) {
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }
}
