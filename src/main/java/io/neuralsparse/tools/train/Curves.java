/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.report.Curve;
import io.neuralsparse.tools.report.CurvesPage;
import io.neuralsparse.tools.report.EvaluationFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of a run's metrics: a plot for each number, the trials' first. */
final class Curves {
  private static final String STEP = "step";
  private static final String OF_TRIALS = "dev_";

  private Curves() {}

  /** Writes the page of a run. */
  static void write(String title, RunFolder folder) throws IOException {
    Map<String, List<Curve.Point>> trials = new LinkedHashMap<>();
    Map<String, List<Curve.Point>> steps = new LinkedHashMap<>();
    for (JsonObject line : MetricsFile.read(folder.metrics())) {
      long step = line.get(STEP).getAsLong();
      for (Map.Entry<String, JsonElement> entry : line.entrySet()) {
        String name = entry.getKey();
        if (!name.equals(STEP)) {
          (name.startsWith(OF_TRIALS) ? trials : steps)
              .computeIfAbsent(name, key -> new ArrayList<>())
              .add(new Curve.Point(step, entry.getValue().getAsDouble()));
        }
      }
    }
    List<Curve> curves = new ArrayList<>();
    trials.forEach((name, points) -> curves.add(curve(name, points)));
    steps.forEach((name, points) -> curves.add(curve(name, points)));
    EvaluationFile.write(folder.curves(), CurvesPage.of(title, curves));
  }

  private static Curve curve(String name, List<Curve.Point> points) {
    String unit = name.equals("peak_memory") ? "bytes" : "";
    return new Curve(name.replace('_', ' '), unit, points);
  }
}
