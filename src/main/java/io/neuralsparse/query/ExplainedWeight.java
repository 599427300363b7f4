/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.FilterWeight;
import org.apache.lucene.search.Weight;

/** Scores as another weight does, and explains scores in this plugin's words. */
final class ExplainedWeight extends FilterWeight {
  private final DotProductExplanation explanation;

  ExplainedWeight(SparseDotProductQuery query, Weight scoring, float boost) {
    super(query, scoring);
    this.explanation = new DotProductExplanation(query, boost);
  }

  @Override
  public Explanation explain(LeafReaderContext context, int doc) throws IOException {
    return explanation.explain(context, doc);
  }
}
