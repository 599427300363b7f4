/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.pairs.PairProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Options of commands that make files for training. */
final class DataArguments {
  private DataArguments() {}

  /** The file to be made: in a folder that is there, and not there itself unless it is forced. */
  static Path output(Arguments arguments) throws IOException {
    if (!arguments.has("output")) {
      throw new UsageException("[--output] is missing");
    }
    Path file = ModelArgument.path(arguments.option("output").orElseThrow());
    if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
      throw new IOException("[--output] there is no folder for [" + file + "]");
    }
    if (Files.exists(file) && !arguments.has("force")) {
      throw new IOException("[" + file + "] is there already; --force replaces it");
    }
    return file;
  }

  static BadLines badLines(Arguments arguments, Watch watch) {
    return arguments.option("bad-lines", List.of("fail", "skip")).equals("fail")
        ? BadLines.fail()
        : BadLines.skip(watch::say);
  }

  /** The words of an option with commas between them; none without the option. */
  static List<String> list(Arguments arguments, String name) {
    return arguments.option(name).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .toList();
  }

  /**
   * Two whole numbers of an option, {@code 2-64}, the first at least 1 and not above the second.
   */
  static int[] range(Arguments arguments, String name, String absent) {
    String value = arguments.option(name).orElse(absent);
    if (value.matches("[1-9][0-9]{0,5}-[1-9][0-9]{0,5}")) {
      int dash = value.indexOf('-');
      int from = Integer.parseInt(value.substring(0, dash));
      int to = Integer.parseInt(value.substring(dash + 1));
      if (from <= to) {
        return new int[] {from, to};
      }
    }
    throw new UsageException(
        "[--"
            + name
            + "] must be two whole numbers that rise, like "
            + absent
            + ", got ["
            + value
            + "]");
  }

  static PairProvenance provenance(String command, List<String> words) {
    String version = DataArguments.class.getPackage().getImplementationVersion();
    return new PairProvenance(
        "neural-sparse " + command + " " + AccessArguments.withoutSecrets(words),
        version == null ? "(development)" : version);
  }

  /** Shows counts, one a line. */
  static void print(Terminal terminal, BadLines badLines, Map<String, Long> counts) {
    Map<String, Long> all = new LinkedHashMap<>();
    if (badLines.skipped() > 0) {
      all.put("bad lines", badLines.skipped());
    }
    all.putAll(counts);
    all.forEach((name, count) -> terminal.out().printf(Locale.ROOT, "%,12d  %s%n", count, name));
  }
}
