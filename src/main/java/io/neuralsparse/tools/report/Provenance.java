/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.Map;

/**
 * Where figures are from.
 *
 * @param date when the evaluation began, ISO 8601 in UTC
 * @param command the command line, without secrets
 * @param versions name of a piece of software to its version, in the order that people read
 * @param machine property to value, in the same way: processor, cores, memory, system
 */
public record Provenance(
    String date, String command, Map<String, String> versions, Map<String, String> machine) {

  /** Checks that date and command are there. */
  public Provenance {
    Check.present("date", date);
    Check.present("command", command);
    versions = Check.map("versions", versions);
    machine = Check.map("machine", machine);
  }
}
