/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.List;
import java.util.Map;

/**
 * A query that went badly, with what a person needs to see why.
 *
 * @param query its id
 * @param system that did badly
 * @param against the system that did better; null for one of the worst of all
 * @param tokens of the query with their weights, heaviest first; empty without vectors
 * @param documents those that are relevant, then those that the system found first; each once
 */
public record Case(
    String query,
    String system,
    String against,
    List<TokenWeight> tokens,
    List<Document> documents) {

  /** Checks that the names are there. */
  public Case {
    Check.present("query", query);
    Check.present("system", system);
    tokens = Check.list("tokens", tokens);
    documents = Check.list("documents", documents);
  }

  /**
   * A token of a vector.
   *
   * @param token as the vocabulary has it
   * @param weight in the vector
   */
  public record TokenWeight(String token, double weight) {
    /** Checks that there is a token and a number. */
    public TokenWeight {
      Check.present("token", token);
      Check.finite("weight", weight);
    }
  }

  /**
   * A document of a case.
   *
   * @param id of the collection
   * @param title may be null
   * @param text its beginning
   * @param grade how relevant it is judged, 0 for not at all; null where nobody judged
   * @param ranks name of a system to the document's rank, from 1; absent where the run has it not
   * @param score of the system; null where it did not find it
   * @param tokens those of the query that it has, and its heaviest others; empty without vectors
   */
  public record Document(
      String id,
      String title,
      String text,
      Integer grade,
      Map<String, Integer> ranks,
      Double score,
      List<TokenWeight> tokens) {
    /** Checks that there is an id. */
    public Document {
      Check.present("id", id);
      text = text == null ? "" : text;
      ranks = Check.map("ranks", ranks);
      tokens = Check.list("tokens", tokens);
    }

    /** Whether somebody judged it relevant. */
    boolean relevant() {
      return grade != null && grade > 0;
    }
  }
}
