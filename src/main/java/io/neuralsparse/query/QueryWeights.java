/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.token.TokenSource;
import io.neuralsparse.vector.SparseVector;
import java.util.Map;
import org.apache.lucene.search.Explanation;

/**
 * Where the weights of a query's tokens are from: the request; or the model's table, and the words
 * of the text that gave the token.
 *
 * <p>The text is split once more for that, when the first weight is explained: a search that nobody
 * explains pays nothing.
 */
final class QueryWeights {
  private final TokenOrigin origin;
  private Map<String, TokenSource> sources;
  private String failure = "the text has no such token";

  /**
   * Nothing is looked up yet.
   *
   * @param origin null for tokens that the request gave
   */
  QueryWeights(TokenOrigin origin) {
    this.origin = origin;
  }

  /** Explains one of the tokens; never fails, whatever has become of the model. */
  Explanation explain(SparseVector.Entry entry) {
    if (origin == null) {
      return Explanation.match(entry.weight(), "query weight, given in the query");
    }
    if (sources == null) {
      find();
    }
    TokenSource source = sources.get(entry.token());
    if (source == null) {
      return fromElsewhere(entry, failure);
    }
    String from = "from " + source.words() + " of the query's text";
    int occurrences = source.occurrences();
    if (entry.weight() == source.weight()) {
      String once = occurrences == 1 ? "" : "; its " + occurrences + " occurrences count once";
      return Explanation.match(entry.weight(), "query weight, " + idf() + ", " + from + once);
    }
    if (entry.weight() != TokenFrequency.COUNT.weight(source.weight(), occurrences)) {
      return fromElsewhere(entry, "its IDF is " + source.weight());
    }
    return Explanation.match(
        entry.weight(),
        "query weight, product of:",
        Explanation.match(source.weight(), idf()),
        Explanation.match(occurrences, "occurrences, " + from));
  }

  private String idf() {
    return "IDF of the token in model [" + origin.model() + "]";
  }

  /** The node that coordinated the search has other files than this one. */
  private static Explanation fromElsewhere(SparseVector.Entry entry, String here) {
    return Explanation.match(
        entry.weight(), "query weight, as the coordinating node found it; on this node: " + here);
  }

  private void find() {
    try {
      sources = origin.sources();
    } catch (ModelException e) {
      sources = Map.of();
      failure = e.getMessage();
    }
  }
}
