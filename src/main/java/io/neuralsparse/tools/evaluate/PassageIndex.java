/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An index of passages as a system of evaluations has it, to be searched for other ends. */
public final class PassageIndex {
  private static final Gson GSON = new Gson();
  private static final Watch NOBODY =
      new Watch() {
        @Override
        public void at(String what, double share, String note) {}

        @Override
        public void say(String line) {}
      };

  private final Cluster cluster;
  private final SearchSystem system;
  private final EvaluationPlan plan;
  private final SystemIndex index;
  private final Watch watch;
  private boolean used;

  /**
   * An index that may be there, whole or in part, from a run before.
   *
   * @param corpus a {@code corpus.jsonl}
   * @param name says what the passages are for; part of the index's name
   * @param system as {@code --systems} names it; one whose documents the node encodes
   * @throws IllegalArgumentException for another system
   * @throws IOException when the corpus cannot be read
   */
  public PassageIndex(
      Cluster cluster, Path corpus, String name, String system, EvaluationPlan plan, Watch watch)
      throws IOException {
    this.cluster = cluster;
    this.plan = plan;
    this.watch = watch;
    this.system = system(system);
    BeirCollection collection = new BeirCollection(name, "", corpus, List.of(), Judgements.none());
    this.index =
        new SystemIndex(cluster, collection, Corpus.survey(corpus), this.system, plan.shards());
  }

  /**
   * Checks the name of a system.
   *
   * @throws IllegalArgumentException for one that passages cannot be indexed for
   */
  public static void check(String system) {
    system(system);
  }

  private static SearchSystem system(String word) {
    SearchSystem system = SearchSystem.parse(word);
    if (system.precision().isPresent()) {
      throw new IllegalArgumentException(
          "[" + word + "] has the option [precision], and here the node encodes documents");
    }
    return system;
  }

  /** Makes and fills it as far as that was not done. */
  public void fill() throws IOException {
    used = true;
    index.fill(documents -> documents.stream().map(system::source).toList(), plan, watch, () -> {});
  }

  /** The name of the index. */
  public String name() {
    return index.name();
  }

  /**
   * Searches it.
   *
   * @param queries with ids that no passage has
   * @param only for the text of a query the ids of passages that may be found; all may, for a text
   *     that is not there
   * @param depth most hits of a query
   * @throws IOException with the cluster's reason for the first search that failed
   */
  public TrecRun search(
      List<BeirCollection.Query> queries, Map<String, List<String>> only, int depth)
      throws IOException {
    return new Searches(cluster, queries, NOBODY)
        .all(
            (text, size) ->
                only.containsKey(text)
                    ? restricted(system.search(text, size), only.get(text))
                    : system.search(text, size),
            index.name(),
            depth);
  }

  private static JsonObject restricted(JsonObject search, List<String> ids) {
    JsonObject values = new JsonObject();
    values.add("values", GSON.toJsonTree(ids));
    JsonObject filter = new JsonObject();
    filter.add("ids", values);
    JsonArray must = new JsonArray();
    must.add(search.get("query"));
    JsonObject both = new JsonObject();
    both.add("must", must);
    both.add("filter", filter);
    JsonObject query = new JsonObject();
    query.add("bool", both);
    search.add("query", query);
    return search;
  }

  /** Deletes it, if it was to be filled, whoever made it. */
  public void delete() throws IOException {
    if (used) {
      index.delete();
    }
  }
}
