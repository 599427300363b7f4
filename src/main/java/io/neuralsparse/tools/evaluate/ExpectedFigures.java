/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.SystemResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Figures that were found before or elsewhere, a file for each collection and system: {@code
 * <collection>.<system>.json}, {@code {"figures": [{"metric", "value", "tolerance", "origin",
 * "kind"}]}}; of another split than {@code test}, {@code <collection>-<split>.<system>.json}.
 * Figures of the kind {@code expected} must be found again; those that are {@code published} are
 * shown.
 */
public final class ExpectedFigures {
  private ExpectedFigures() {}

  /**
   * The file of a system on a collection; other characters than a file name may have are {@code _}.
   */
  static Path file(Path folder, String collection, String split, String system) {
    String part = split.equals("test") ? "" : "-" + split;
    return folder.resolve(
        (collection + part + "." + system).replaceAll("[^A-Za-z0-9._+=-]", "_") + ".json");
  }

  /**
   * Reads a file; none is as good as one without figures.
   *
   * @throws IOException when it is broken; with its name
   */
  static List<SystemResult.Expected> read(Path file) throws IOException {
    if (Files.notExists(file)) {
      return List.of();
    }
    try {
      List<SystemResult.Expected> figures = new ArrayList<>();
      JsonObject whole = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      for (JsonElement element : whole.getAsJsonArray("figures")) {
        figures.add(figure(element.getAsJsonObject()));
      }
      return figures;
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      throw new IOException("[" + file + "]: " + e.getMessage(), e);
    } catch (NullPointerException | UnsupportedOperationException e) {
      throw new IOException(
          "["
              + file
              + "] must be {\"figures\": [{\"metric\", \"value\", \"tolerance\", \"origin\","
              + " \"kind\"}]}",
          e);
    }
  }

  private static SystemResult.Expected figure(JsonObject figure) {
    String metric = figure.get("metric").getAsString();
    if (Metric.named(metric).isEmpty()) {
      throw new IllegalArgumentException(
          "[metric] must be one of "
              + Metric.ALL.stream().map(Metric::label).toList()
              + ", got ["
              + metric
              + "]");
    }
    return new SystemResult.Expected(
        metric,
        figure.get("value").getAsDouble(),
        figure.get("tolerance").getAsDouble(),
        figure.get("origin").getAsString(),
        figure.get("kind").getAsString());
  }

  /** What is not as it was expected, in sentences; published figures never are. */
  public static List<String> drift(Evaluation evaluation) {
    List<String> drift = new ArrayList<>();
    for (SystemResult system : evaluation.systems()) {
      for (SystemResult.Expected expected : system.relevance().expected()) {
        SystemResult.Metric found = system.relevance().metrics().get(expected.metric());
        if (expected.kind().equals("expected")
            && (found == null
                || Math.abs(found.mean() - expected.value()) > expected.tolerance())) {
          drift.add(
              String.format(
                  Locale.ROOT,
                  "[%s] %s is %s, expected %.4f within %.4f (%s)",
                  system.name(),
                  expected.metric(),
                  found == null ? "not there" : String.format(Locale.ROOT, "%.4f", found.mean()),
                  expected.value(),
                  expected.tolerance(),
                  expected.origin()));
        }
      }
    }
    return drift;
  }
}
