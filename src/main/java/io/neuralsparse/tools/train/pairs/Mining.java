/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.Hit;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /** Chunks are searched for by as many threads as there are connections, and written in order. */
  private void mine(PartFile part) throws IOException {
    int all = lines.lines().size();
    int from = Math.toIntExact(part.before());
    int stride = CHUNK * plan.indices().clients();
    long begin = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(plan.indices().clients());
    try {
      for (int at = from; at < all; at += stride) {
        List<Future<List<String>>> chunks = new ArrayList<>();
        int done = Math.min(at + stride, all);
        for (int chunk = at; chunk < done; chunk += CHUNK) {
          List<MinedLines.Line> some = lines.lines().subList(chunk, Math.min(chunk + CHUNK, all));
          chunks.add(threads.submit(() -> mined(some)));
        }
        for (Future<List<String>> chunk : chunks) {
          List<String> written = await(chunk);
          part.add(written);
          withoutNegatives +=
              written.stream().filter(line -> !line.contains(MinedLines.NEGATIVES)).count();
        }
        tell(done, all, (done - from) / ((System.nanoTime() - begin) / 1e9));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> await(Future<List<String>> chunk) throws IOException {
    try {
      return chunk.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void tell(int done, int all, double perSecond) {
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

  private List<String> mined(List<MinedLines.Line> some) throws IOException {
    List<BeirCollection.Query> queries = new ArrayList<>();
    for (MinedLines.Line line : some) {
      queries.add(new BeirCollection.Query("q" + queries.size(), lines.query(line)));
    }
    List<List<NegativeChoice.Found>> found = new ArrayList<>();
    some.forEach(line -> found.add(new ArrayList<>()));
    for (PassageIndex index : indices) {
      TrecRun run = index.search(queries, Map.of(), plan.last());
      float[] best = best(index, some, queries, run);
      for (int i = 0; i < some.size(); i++) {
        found.get(i).add(new NegativeChoice.Found(run.of(queries.get(i).id()), best[i]));
      }
    }
    List<String> written = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      written.add(lines.written(some.get(i), choice.of(some.get(i), found.get(i))));
    }
    return written;
  }

  /**
   * The scores of the queries' best positives, if there is a margin; 0 where they are below those
   * of all hits and the margin lets none of these through.
   */
  private float[] best(
      PassageIndex index,
      List<MinedLines.Line> some,
      List<BeirCollection.Query> queries,
      TrecRun run)
      throws IOException {
    float[] best = new float[some.size()];
    if (plan.margin().isEmpty()) {
      return best;
    }
    List<BeirCollection.Query> unknown = new ArrayList<>();
    Map<String, List<String>> positives = new LinkedHashMap<>();
    for (int i = 0; i < best.length; i++) {
      MinedLines.Line line = some.get(i);
      BeirCollection.Query query = queries.get(i);
      for (Hit hit : run.of(query.id())) {
        if (lines.positives(line).contains(MinedLines.passage(hit.id()))) {
          best[i] = Math.max(best[i], hit.score());
        }
      }
      if (best[i] == 0 && plan.margin().getAsDouble() >= 0) {
        unknown.add(query);
        positives.put(query.text(), lines.positives(line).stream().map(MinedLines::id).toList());
      }
    }
    TrecRun scored = index.search(unknown, positives, 1);
    for (BeirCollection.Query query : unknown) {
      if (!scored.of(query.id()).isEmpty()) {
        best[queries.indexOf(query)] = scored.of(query.id()).getFirst().score();
      }
    }
    return best;
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
