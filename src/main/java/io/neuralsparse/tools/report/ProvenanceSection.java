/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the figures are from, so that anybody can repeat them. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static Html of(Evaluation evaluation) {
    Provenance provenance = evaluation.provenance();
    List<Html> systems = new ArrayList<>();
    for (int place = 0; place < evaluation.systems().size(); place++) {
      systems.add(system(place, evaluation.systems().get(place)));
    }
    return Html.of(
        """
        <div class="groups">
        {}{}{}</div>
        <pre class="command"><code>{}</code></pre>
        {}""",
        facts("Versions, " + provenance.date(), provenance.versions()),
        facts("Machine", provenance.machine()),
        facts("Protocol", evaluation.protocol()),
        provenance.command(),
        Table.of(
            "Systems.", "System", List.of("What it does", "Options", "Model"), List.of(), systems));
  }

  private static Html facts(String title, Map<String, String> facts) {
    return Html.of(
        """
        <div>
        <h4>{}</h4>
        <dl>
        {}</dl>
        </div>
        """,
        title,
        facts.entrySet().stream()
            .map(
                fact ->
                    Html.of(
                        """
                        <dt>{}</dt><dd>{}</dd>
                        """,
                        fact.getKey(),
                        fact.getValue()))
            .toList());
  }

  private static Html system(int place, SystemResult system) {
    SystemResult.Model model = system.model();
    Html digest =
        model == null || model.digest() == null
            ? Html.NONE
            : Html.of(" <code class=\"digest\">{}</code>", model.digest());
    return Table.row(
        Table.systemHead(place, system.name()),
        List.of(
            Table.words(system.description()),
            Table.words(options(system)),
            Html.of("<td>{}{}</td>\n", model == null ? Numbers.NONE : model.name(), digest)));
  }

  static String options(SystemResult system) {
    return system.options().isEmpty()
        ? Numbers.NONE
        : system.options().entrySet().stream()
            .map(
                option ->
                    option.getValue().isEmpty()
                        ? option.getKey()
                        : option.getKey() + ": " + option.getValue())
            .collect(Collectors.joining(", "));
  }
}
