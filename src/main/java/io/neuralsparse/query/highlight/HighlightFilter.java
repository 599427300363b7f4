/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.registry.QueryModels;
import java.util.List;
import java.util.Map;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.action.support.ActionFilter;
import org.opensearch.core.action.ActionListener;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder.BoundaryScannerType;

/**
 * Refuses searches that ask this highlighter for what it does not know, before they begin. Where
 * documents are fetched it is too late: a shard that fails there leaves out its hits, and the
 * answer is a 200 without them.
 */
public final class HighlightFilter extends ActionFilter.Simple {
  private final List<String> names;
  private final QueryModels models;

  /**
   * A filter.
   *
   * @param names what the highlighter is called on this node
   * @param models knows which models there are
   */
  public HighlightFilter(List<String> names, QueryModels models) {
    this.names = List.copyOf(names);
    this.models = models;
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  protected boolean apply(String action, ActionRequest request, ActionListener<?> listener) {
    if (request instanceof SearchRequest search
        && search.source() != null
        && search.source().highlighter() != null) {
      check(search.source().highlighter());
    }
    return true;
  }

  private void check(HighlightBuilder highlight) {
    for (HighlightBuilder.Field field : highlight.fields()) {
      String name =
          field.highlighterType() == null ? highlight.highlighterType() : field.highlighterType();
      if (name != null && names.contains(name)) {
        Map<String, Object> options =
            field.options() == null || field.options().isEmpty()
                ? highlight.options()
                : field.options();
        BoundaryScannerType scanner =
            field.boundaryScannerType() == null
                ? highlight.boundaryScannerType()
                : field.boundaryScannerType();
        OwnOptions own = OwnOptions.of(name, options, scanner);
        if (own.model() != null) {
          models.check(own.model());
        }
      }
    }
  }
}
