/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import io.neuralsparse.tools.report.SystemResult.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that is shown of one evaluation. */
final class CollectionSection {
  private final Evaluation evaluation;
  private final String id;
  private final String metric;

  /**
   * A section.
   *
   * @param place of the evaluation on the page
   */
  CollectionSection(Evaluation evaluation, int place) {
    this.evaluation = evaluation;
    this.id = id(place);
    this.metric = Metrics.main(List.of(evaluation));
  }

  /** What links to a section lead to. */
  static String id(int place) {
    return "e" + place;
  }

  Html html() {
    TestCollection collection = evaluation.collection();
    RelevanceTables relevance = new RelevanceTables(evaluation);
    ScatterPlot scatter = new ScatterPlot(evaluation);
    return Html.of(
        """
        <section id="{}">
        <h2>{}</h2>
        <p>{} documents, {} judged queries ({}){}</p>
        {}{}{}{}{}{}{}{}</section>
        """,
        id,
        collection.name(),
        Numbers.count(collection.documents()),
        Numbers.count(collection.queries().size()),
        collection.split(),
        collection.remark() == null ? "." : "; " + collection.remark() + ".",
        relevance.figures(),
        CostTable.of(evaluation),
        part(
            "Relevance against cost",
            plots(
                List.of(
                    scatter.againstFlops(id + "-flops"), scatter.againstLatency(id + "-latency")))),
        part("Differences by query", plots(differences())),
        part("Active tokens", plots(histograms())),
        cases(),
        part(
            "Tests and references", Html.of("{}{}", relevance.comparisons(), relevance.expected())),
        part("Where this is from", ProvenanceSection.of(evaluation)));
  }

  private static Html part(String title, Html contents) {
    return contents.isEmpty()
        ? Html.NONE
        : Html.of(
            """
            <h3>{}</h3>
            {}""",
            title,
            contents);
  }

  private static Html plots(List<Html> plots) {
    List<Html> there = plots.stream().filter(plot -> !plot.isEmpty()).toList();
    return there.isEmpty()
        ? Html.NONE
        : Html.of(
            """
            <div class="plots">
            {}</div>
            """,
            there);
  }

  private List<Html> differences() {
    SystemResult baseline = evaluation.baseline();
    List<Html> plots = new ArrayList<>();
    for (SystemResult system : evaluation.others()) {
      if (Metrics.mean(system, metric).isPresent() && Metrics.mean(baseline, metric).isPresent()) {
        plots.add(
            new DifferencePlot(evaluation, system, baseline, metric)
                .html(id + "-difference-" + plots.size()));
      }
    }
    return plots;
  }

  private List<Html> histograms() {
    List<Html> plots = new ArrayList<>();
    plots.addAll(histograms("documents", system -> system.cost().documentTokens()));
    plots.addAll(histograms("queries", system -> system.cost().queryTokens()));
    return plots;
  }

  /** One for each distribution: systems may have the same vectors. */
  private List<Html> histograms(String what, Function<SystemResult, Distribution> tokens) {
    List<SystemResult> systems =
        evaluation.systems().stream().filter(system -> tokens.apply(system) != null).toList();
    List<Distribution> distinct = new ArrayList<>();
    for (SystemResult system : systems) {
      Distribution own = tokens.apply(system);
      if (distinct.stream().noneMatch(other -> same(own, other))) {
        distinct.add(own);
      }
    }
    int most = distinct.stream().mapToInt(HistogramPlot::most).max().orElse(0);
    List<Html> plots = new ArrayList<>();
    for (Distribution each : distinct) {
      String names =
          systems.stream()
              .filter(system -> same(tokens.apply(system), each))
              .map(SystemResult::name)
              .collect(Collectors.joining(", "));
      plots.add(
          new HistogramPlot(names, what, each, most).html(id + "-" + what + "-" + plots.size()));
    }
    return plots;
  }

  private static boolean same(Distribution one, Distribution other) {
    return Arrays.equals(one.counts(), other.counts());
  }

  private Html cases() {
    List<Case> cases = evaluation.cases();
    Case open =
        cases.stream()
            .filter(each -> !each.tokens().isEmpty())
            .findFirst()
            .or(() -> cases.stream().findFirst())
            .orElse(null);
    List<Html> groups = new ArrayList<>();
    for (SystemResult system : evaluation.systems()) {
      Map<String, List<Case>> own = new TreeMap<>(Comparator.reverseOrder());
      cases.stream()
          .filter(each -> each.system().equals(system.name()))
          .forEach(
              each ->
                  own.computeIfAbsent(
                          Objects.toString(each.against(), ""), against -> new ArrayList<>())
                      .add(each));
      own.forEach((against, some) -> groups.add(group(system.name(), against, some, open)));
    }
    return part("Queries to look at", Html.join(groups));
  }

  private Html group(String system, String against, List<Case> cases, Case open) {
    List<Html> sections =
        cases.stream()
            .map(each -> new CaseSection(evaluation, each).html(each.equals(open)))
            .toList();
    return Html.of(
        """
        <h4>{}: {}</h4>
        {}""",
        system,
        against.isEmpty() ? "the worst queries" : "the worst queries against " + against,
        sections);
  }
}
