/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.report.Provenance;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where an evaluation comes from.
 *
 * @param command that asked for it, without secrets
 * @param versions of what is at work on this side
 * @param date when it began, ISO 8601 in UTC
 */
record Origin(String command, Map<String, String> versions, String date) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** One that begins now. */
  Origin(String command, Map<String, String> versions) {
    this(command, versions, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  Provenance provenance(Map<String, String> all) {
    return new Provenance(date, command, all, machine());
  }

  /** This machine, on which the cluster may run or not. */
  private static Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    String processor = processor();
    if (!processor.isEmpty()) {
      machine.put("processor", processor);
    }
    machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return machine;
  }

  private static String processor() {
    if (!Files.isReadable(PROCESSORS)) {
      return "";
    }
    try (BufferedReader lines = Files.newBufferedReader(PROCESSORS)) {
      return lines
          .lines()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException | SecurityException e) {
      return "";
    }
  }
}
