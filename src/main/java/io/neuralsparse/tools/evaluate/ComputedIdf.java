/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.stream.JsonWriter;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A table of query weights from document frequencies: ln(1 + (N − n + s) / (n + s)) for a token
 * that n of N documents have, with smoothing s; Lucene's formula where s is 0.5. No weight is below
 * the floor. Special tokens and {@code [unusedN]} weigh 1, as in the published tables.
 */
public final class ComputedIdf {
  /** Tokens with fewer documents are not compared: their weights are chance. */
  private static final int COMPARED = 5;

  private static final int SHOWN = 10;

  private final Vocabulary vocabulary;
  private final DocumentFrequencies frequencies;
  private final float[] weights;

  /**
   * Computes all weights.
   *
   * @param smoothing above 0
   * @param floor 0 or more
   */
  public ComputedIdf(
      Vocabulary vocabulary, DocumentFrequencies frequencies, double smoothing, double floor) {
    this.vocabulary = vocabulary;
    this.frequencies = frequencies;
    this.weights = new float[vocabulary.size()];
    int documents = frequencies.documents();
    for (int id = 0; id < weights.length; id++) {
      int with = frequencies.of(id);
      double idf = Math.log(1 + (documents - with + smoothing) / (with + smoothing));
      weights[id] = isSpare(id) ? 1 : (float) Math.max(idf, floor);
    }
  }

  private boolean isSpare(int id) {
    String token = vocabulary.token(id);
    return vocabulary.isSpecial(id) || token == null || token.matches("\\[unused[0-9]+]");
  }

  /** The weight of a token. */
  float weight(int id) {
    return weights[id];
  }

  /** Writes an {@code idf.json}: one object, token to weight, by id; whole or not at all. */
  public void write(Path file) throws IOException {
    WholeFile.write(
        file,
        path -> {
          try (JsonWriter json = new JsonWriter(Files.newBufferedWriter(path))) {
            json.setIndent(" ");
            json.beginObject();
            for (int id = 0; id < weights.length; id++) {
              if (vocabulary.token(id) != null) {
                json.name(vocabulary.token(id)).value(weights[id]);
              }
            }
            json.endObject();
          }
        });
  }

  /** Says how it differs from a model's table, of the same vocabulary. */
  public void compare(IdfTable table, PrintStream out) {
    List<Integer> ids = new ArrayList<>();
    int unseen = 0;
    for (int id = 0; id < weights.length; id++) {
      unseen += frequencies.of(id) == 0 ? 1 : 0;
      if (!isSpare(id) && frequencies.of(id) >= COMPARED) {
        ids.add(id);
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d documents; %,d tokens of %,d in at least %d of them, %,d in none%n",
        frequencies.documents(),
        ids.size(),
        weights.length,
        COMPARED,
        unseen);
    if (ids.size() < 2) {
      out.println("too few tokens to compare");
      return;
    }
    double[] mine = ids.stream().mapToDouble(id -> weights[id]).toArray();
    double[] theirs = ids.stream().mapToDouble(table::weight).toArray();
    Line line = Line.through(theirs, mine);
    out.printf(
        Locale.ROOT,
        "against the model's table: correlation %.4f; this weight = %.3f x the model's %+.3f, give"
            + " or take %.3f%n",
        line.correlation,
        line.slope,
        line.offset,
        line.deviation);
    Comparator<Integer> byGap =
        Comparator.comparingDouble(id -> weights[id] - line.at(table.weight(id)));
    out.println();
    out.println("much lighter than there, beyond that line (frequent here):");
    print(ids.stream().sorted(byGap).limit(SHOWN).toList(), table, out);
    out.println("much heavier than there (rare here):");
    print(ids.stream().sorted(byGap.reversed()).limit(SHOWN).toList(), table, out);
  }

  private void print(List<Integer> ids, IdfTable table, PrintStream out) {
    for (int id : ids) {
      out.printf(
          Locale.ROOT,
          "  %-20s  %8.4f here, %8.4f there, in %,d documents%n",
          vocabulary.token(id),
          weights[id],
          table.weight(id),
          frequencies.of(id));
    }
  }

  /**
   * The straight line with the least squares.
   *
   * @param slope of the line
   * @param offset at 0
   * @param correlation of Pearson
   * @param deviation from the line: the root of the mean square
   */
  record Line(double slope, double offset, double correlation, double deviation) {
    static Line through(double[] x, double[] y) {
      double meanX = Arrays.stream(x).average().orElseThrow();
      double meanY = Arrays.stream(y).average().orElseThrow();
      double xx = 0;
      double yy = 0;
      double xy = 0;
      for (int i = 0; i < x.length; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
        xy += (x[i] - meanX) * (y[i] - meanY);
      }
      double slope = xx == 0 ? 0 : xy / xx;
      double correlation = xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
      double rest = Math.max(0, yy - slope * xy);
      return new Line(slope, meanY - slope * meanX, correlation, Math.sqrt(rest / x.length));
    }

    double at(double x) {
      return slope * x + offset;
    }
  }
}
