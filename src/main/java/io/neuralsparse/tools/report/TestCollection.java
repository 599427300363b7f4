/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.List;

/**
 * What was searched and for what.
 *
 * @param name such as {@code scifact}
 * @param split of the judgements, such as {@code test}
 * @param documents that were indexed
 * @param remark what was done to it, such as documents that were left out; may be null
 * @param queries those that were judged, in the order of all values by query
 */
public record TestCollection(
    String name, String split, int documents, String remark, List<Query> queries) {

  /**
   * A query.
   *
   * @param id of the collection
   * @param text that was searched for
   * @param relevant number of documents that are judged relevant
   */
  public record Query(String id, String text, int relevant) {
    /** Checks that id and text are there. */
    public Query {
      Check.present("id", id);
      Check.present("text", text);
    }
  }

  /** Checks that name and split are there, and that there is a query. */
  public TestCollection {
    Check.present("name", name);
    Check.present("split", split);
    queries = Check.list("queries", queries);
    Check.that(!queries.isEmpty(), "[queries] must hold at least one");
  }

  /** The place of a query in all values by query. */
  int place(String id) {
    for (int i = 0; i < queries.size(); i++) {
      if (queries.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no query [" + id + "]");
  }
}
