/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.util.HashMap;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.index.query.InnerHitContextBuilder;
import org.opensearch.index.query.QueryCoordinatorContext;
import org.opensearch.index.query.QueryRewriteContext;
import org.opensearch.search.builder.SearchSourceBuilder;

/**
 * Whether anything on the shards reads the text that tokens are from, and the name of the model:
 * explanations and highlights do. A search without them sends tokens alone, which is less, and what
 * the first version of the plugin understands.
 */
final class TextReaders {
  private TextReaders() {}

  /** False only where the whole request is known, and asks for neither. */
  static boolean mayBeThere(QueryRewriteContext context) {
    QueryCoordinatorContext coordinator = context.convertToCoordinatorContext();
    if (coordinator == null || !(coordinator.getSearchRequest() instanceof SearchRequest request)) {
      return true;
    }
    return request.source() == null || areIn(request.source());
  }

  /** Whether a search asks for any of them. */
  static boolean areIn(SearchSourceBuilder source) {
    return Boolean.TRUE.equals(source.explain())
        || source.highlighter() != null
        || source.aggregations() != null // top_hits may highlight
        || (source.collapse() != null && !source.collapse().getInnerHits().isEmpty())
        || hasInnerHits(source);
  }

  private static boolean hasInnerHits(SearchSourceBuilder source) {
    HashMap<String, InnerHitContextBuilder> found = new HashMap<>();
    if (source.query() != null) {
      InnerHitContextBuilder.extractInnerHits(source.query(), found);
    }
    if (source.postFilter() != null) {
      InnerHitContextBuilder.extractInnerHits(source.postFilter(), found);
    }
    return !found.isEmpty();
  }
}
