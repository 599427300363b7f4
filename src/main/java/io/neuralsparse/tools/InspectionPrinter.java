/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.Decision;
import io.neuralsparse.tools.Inspection.FileFacts;
import io.neuralsparse.tools.Inspection.NetworkFacts;
import io.neuralsparse.tools.Inspection.TableFacts;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints an {@link Inspection} for people. */
final class InspectionPrinter {
  private static final int LABEL = 13;

  private final PrintStream out;

  InspectionPrinter(PrintStream out) {
    this.out = out;
  }

  void print(Inspection inspection) {
    line("model", inspection.model());
    line("folder", inspection.folder());
    for (Decision decision : inspection.decisions()) {
      line(decision.subject(), decision.value() + "   from " + decision.source());
      if (!decision.passedOver().isEmpty()) {
        line("", "  passed over: " + String.join(", ", decision.passedOver()));
      }
    }
    if (inspection.analyzer() != null) {
      line("analyzer", inspection.analyzer());
    }
    if (inspection.network() != null) {
      network(inspection.network());
      if (!inspection.network().types().isEmpty()) {
        line(
            "precision",
            inspection.precision() == null
                ? "the node's: neural_sparse.encoding.precision"
                : inspection.precision());
      }
    }
    if (inspection.vocabulary() != null) {
      line(
          "vocabulary",
          inspection.vocabulary().size()
              + " tokens, never weighted: "
              + String.join(" ", inspection.vocabulary().special()));
    }
    if (inspection.table() != null) {
      table(inspection.table());
    }
    files(inspection.files());
    if (inspection.problems().isEmpty()) {
      line("problems", "none");
    } else {
      inspection.problems().forEach(problem -> line("problem", problem));
    }
  }

  private void network(NetworkFacts network) {
    line("sizes", network.description());
    if (network.parameters() > 0) {
      line(
          "weights",
          String.format(Locale.ROOT, "%,d", network.parameters())
              + " in "
              + network.types()
              + " tensors, "
              + Terminal.size(network.bytes()));
    } else if (network.bytes() > 0) {
      line("weights", Terminal.size(network.bytes()));
    }
    if (!network.metadata().isEmpty()) {
      line("provenance", network.metadata().toString());
    }
  }

  private void table(TableFacts table) {
    line(
        "query weights",
        String.format(
            Locale.ROOT,
            "%d, from %s to %s; %d are exactly 1, %d are 0",
            table.weights(),
            table.least(),
            table.greatest(),
            table.ones(),
            table.zeros()));
  }

  private void files(List<FileFacts> files) {
    int width = files.stream().mapToInt(file -> file.name().length()).max().orElse(0);
    String label = "files";
    for (FileFacts file : files) {
      String size = Terminal.size(file.bytes());
      line(
          label,
          file.name()
              + " ".repeat(width + 2 - file.name().length())
              + " ".repeat(Math.max(0, 9 - size.length()))
              + size
              + (file.sha256() == null ? "" : "  " + file.sha256()));
      label = "";
    }
  }

  private void line(String label, String value) {
    out.println(label + " ".repeat(Math.max(1, LABEL + 2 - label.length())) + value);
  }
}
