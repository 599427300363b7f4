/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.PassageIndex;
import io.neuralsparse.tools.evaluate.TrecRun;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.data.BadLines;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Finds hard negatives for lines of queries and positives: indexes the passages of all lines once
 * for each system, searches with each query, and writes the lines anew. A run that was ended goes
 * on behind the last line that it wrote. Indices that it makes are deleted at its end, however it
 * ends, unless the plan keeps them.
 */
public final class Mining {
  /** Queries of a request, and lines that are written at once. */
  private static final int CHUNK = 20;

  private final Cluster cluster;
  private final MiningPlan plan;
  private final MinedLines lines = new MinedLines();
  private final NegativeChoice choice;
  private final Watch watch;
  private final List<PassageIndex> indices = new ArrayList<>();
  private final BadLines badLines;
  private long withoutNegatives;

  /** On a cluster. */
  public Mining(Cluster cluster, MiningPlan plan, BadLines badLines, Watch watch) {
    this.cluster = cluster;
    this.plan = plan;
    this.badLines = badLines;
    this.watch = watch;
    this.choice = new NegativeChoice(plan, lines);
  }

  /** Adds the documents of a collection to the passages that may be negatives. */
  public void addPassages(BeirCollection collection) throws IOException {
    lines.addPassages(collection);
  }

  /**
   * Finds the negatives and writes the file.
   *
   * @param places as {@link io.neuralsparse.tools.train.data.TrainingSet#read} takes them
   * @return how many lines were written, how many of these have no negatives, how many passages
   *     were searched; in this order
   * @throws InterruptedIOException when the thread is interrupted, after cleaning up
   * @throws IOException when a file or the cluster fails; with its words
   */
  public Map<String, Long> write(List<String> places, Path output, PairProvenance provenance)
      throws IOException {
    lines.read(places, badLines);
    Path corpus = output.toAbsolutePath().resolveSibling("." + output.getFileName() + ".corpus");
    try (PartFile part = PartFile.open(output, key())) {
      if (part.before() > 0) {
        watch.say("going on behind line " + part.before() + " of " + lines.lines().size());
        withoutNegatives = part.linesWithout(MinedLines.NEGATIVES);
      }
      lines.writeCorpus(corpus);
      fill(corpus);
      mine(part);
      part.finish(output);
    } catch (InterruptedIOException e) {
      watch.say("interrupted; the same command goes on where this stopped");
      throw e;
    } finally {
      Files.deleteIfExists(corpus);
      clean();
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("lines", (long) lines.lines().size());
    counts.put("without negatives", withoutNegatives);
    counts.put("passages", (long) lines.passages());
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("inputs", lines.digests());
    made.put("systems", plan.systems());
    made.put("ranks", plan.first() + "-" + plan.last());
    made.put("negatives", plan.negatives());
    plan.margin().ifPresent(margin -> made.put("margin", margin));
    made.put("counts", counts);
    made.put("bad_lines", badLines.counts());
    provenance.write(output, made);
    return counts;
  }

  /** Of all that says which negatives are found. */
  private long key() {
    CRC32 key = new CRC32();
    String all =
        lines.digests().values().toString()
            + badLines.skipped()
            + plan.systems()
            + plan.first()
            + "-"
            + plan.last()
            + "-"
            + plan.negatives()
            + plan.margin();
    key.update(all.getBytes(StandardCharsets.UTF_8));
    return key.getValue();
  }

  private void fill(Path corpus) throws IOException {
    for (String system : plan.systems()) {
      PassageIndex index = new PassageIndex(cluster, corpus, "mine", system, plan.indices(), watch);
      indices.add(index);
      index.fill();
    }
  }

  private void mine(PartFile part) throws IOException {
    int all = lines.lines().size();
    int from = Math.toIntExact(part.before());
    long begin = System.nanoTime();
    for (int at = from; at < all; at += CHUNK) {
      List<MinedLines.Line> some = lines.lines().subList(at, Math.min(at + CHUNK, all));
      part.add(mined(some));
      int done = at + some.size();
      double perSecond = (done - from) / ((System.nanoTime() - begin) / 1e9);
      watch.at(
          "mining",
          (double) done / all,
          String.format(
              Locale.ROOT,
              "%,d/%,d queries, %.0f a second, %.0f s left",
              done,
              all,
              perSecond,
              (all - done) / perSecond));
    }
  }

  private List<String> mined(List<MinedLines.Line> some) throws IOException {
    List<BeirCollection.Query> queries = new ArrayList<>();
    Map<String, List<String>> positives = new LinkedHashMap<>();
    for (MinedLines.Line line : some) {
      String text = lines.query(line);
      queries.add(new BeirCollection.Query("q" + queries.size(), text));
      positives.put(text, lines.positives(line).stream().map(MinedLines::id).toList());
    }
    List<TrecRun> found = new ArrayList<>();
    List<TrecRun> best = new ArrayList<>();
    for (PassageIndex index : indices) {
      found.add(index.search(queries, Map.of(), plan.last()));
      if (plan.margin().isPresent()) {
        best.add(index.search(queries, positives, 1));
      }
    }
    List<String> written = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      List<NegativeChoice.Found> ofSystems = new ArrayList<>();
      for (int s = 0; s < found.size(); s++) {
        String id = queries.get(i).id();
        boolean scored = !best.isEmpty() && !best.get(s).of(id).isEmpty();
        ofSystems.add(
            new NegativeChoice.Found(
                found.get(s).of(id), scored ? best.get(s).of(id).getFirst().score() : 0));
      }
      List<Integer> negatives = choice.of(some.get(i), ofSystems);
      withoutNegatives += negatives.isEmpty() ? 1 : 0;
      written.add(lines.written(some.get(i), negatives));
    }
    return written;
  }

  private void clean() {
    if (plan.indices().keep()) {
      indices.forEach(index -> watch.say("kept: index [" + index.name() + "]"));
      return;
    }
    // Cleared, or no request would get through.
    boolean interrupted = Thread.interrupted();
    for (PassageIndex index : indices) {
      try {
        index.delete();
      } catch (IOException e) {
        watch.say("index and pipeline [" + index.name() + "] are left over: " + e.getMessage());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
