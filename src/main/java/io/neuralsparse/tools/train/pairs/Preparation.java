/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.evaluate.WholeFile;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.ExampleFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Makes a file of pairs, whole or not at all, with its provenance beside it. */
public final class Preparation {
  private static final int STEP = 1000;

  private final PairLimits limits;
  private final BadLines badLines;
  private final Watch watch;
  private final TestTexts tests = new TestTexts();
  private final Map<String, String> excluded = new LinkedHashMap<>();

  /** With these limits. */
  public Preparation(PairLimits limits, BadLines badLines, Watch watch) {
    this.limits = limits;
    this.badLines = badLines;
    this.watch = watch;
  }

  /**
   * Leaves out from now on what shares text with a collection: pairs whose query is one of its
   * judged queries or titles, or that have 12 words in a row of a document, or 9 of a judged query.
   */
  public void exclude(BeirCollection collection) throws IOException {
    watch.at("reading tests", 0, collection.name());
    tests.add(collection);
    for (Path file : collection.files()) {
      excluded.put(file.toString(), PairProvenance.sha256(file));
    }
    watch.at("reading tests", 1, collection.name());
  }

  /** An index that pairs are made of. */
  public record IndexInput(Cluster cluster, IndexPairs pairs) {}

  /**
   * Makes the file.
   *
   * @param places as {@link io.neuralsparse.tools.train.data.TrainingSet#read} takes them; may be
   *     none
   * @param index may be none
   * @return how many pairs were read, left out for what, and written; in this order
   * @throws IOException when something cannot be read or written, and when no pair is left
   */
  public Map<String, Long> write(
      List<String> places, Optional<IndexInput> index, Path output, PairProvenance provenance)
      throws IOException {
    Map<String, Object> made = new LinkedHashMap<>();
    Map<String, Long> counts = new LinkedHashMap<>();
    WholeFile.write(
        output,
        part -> {
          try (Writer out = open(part, output.toString().endsWith(".gz"))) {
            PairWriter writer = new PairWriter(limits, tests, out);
            ExampleFiles files = new ExampleFiles(badLines);
            for (String place : places) {
              read(files, place, writer);
            }
            if (index.isPresent()) {
              IndexPairs pairs = index.get().pairs();
              pairs.read(index.get().cluster(), limits, writer, done -> tell(done, "documents"));
              made.put("index", pairs.index());
            }
            made.put("inputs", files.digests());
            counts.putAll(writer.counts());
            made.put("sources", writer.sources());
            if (writer.written() == 0) {
              throw new IOException("no pair is left: " + writer.counts());
            }
          }
        });
    made.put("counts", counts);
    made.put("excluded", excluded);
    made.put("limits", limits);
    made.put("bad_lines", badLines.counts());
    provenance.write(output, made);
    return counts;
  }

  private void read(ExampleFiles files, String place, PairWriter writer) throws IOException {
    long[] lines = new long[1];
    files.read(
        place,
        example -> {
          String source = example.source().isEmpty() ? name(place) : example.source();
          for (String positive : example.positives()) {
            writer.accept(example.query(), positive, source);
          }
          lines[0]++;
          tell(lines[0], "lines of " + place);
        });
  }

  /** The name of a file without what follows its first dot. */
  private static String name(String place) {
    return Path.of(place).getFileName().toString().replaceAll("\\..*", "");
  }

  private void tell(long done, String what) {
    if (done % STEP == 0) {
      watch.at("reading", 0, done + " " + what);
    }
  }

  private static Writer open(Path file, boolean gzip) throws IOException {
    OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
    OutputStream out = gzip ? new GZIPOutputStream(raw, 1 << 16) : raw;
    return new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }
}
