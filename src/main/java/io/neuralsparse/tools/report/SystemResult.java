/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.List;
import java.util.Map;

/**
 * How good one way to search is, and what it costs.
 *
 * @param name short and unique in an evaluation, such as {@code lexical two-phase}
 * @param description what is sent to the cluster, in words; may be empty
 * @param model that encodes documents or queries; null where there is none
 * @param options what differs from the defaults, name to value
 * @param relevance how good
 * @param cost of index and vectors
 * @param latency of searches; null where they were not timed
 */
public record SystemResult(
    String name,
    String description,
    Model model,
    Map<String, String> options,
    Relevance relevance,
    Cost cost,
    Latency latency) {

  private static final List<String> KINDS = List.of("expected", "published");

  /** Checks that name, relevance and cost are there. */
  public SystemResult {
    Check.present("name", name);
    Check.present("relevance", relevance);
    Check.present("cost", cost);
    description = description == null ? "" : description;
    options = Check.map("options", options);
  }

  /**
   * A folder of a model.
   *
   * @param name on the cluster
   * @param digest of its files, such as {@code sha256:…}; may be null
   */
  public record Model(String name, String digest) {
    /** Checks that the name is there. */
    public Model {
      Check.present("name", name);
    }
  }

  /**
   * How good.
   *
   * @param metrics by name: {@code ndcg@10}, {@code mrr@10}, {@code map}, {@code recall@100}, …, in
   *     the order that people read
   * @param comparisons with other systems
   * @param expected what was to be found
   */
  public record Relevance(
      Map<String, Metric> metrics, List<Comparison> comparisons, List<Expected> expected) {

    /** Copies. */
    public Relevance {
      metrics = Check.map("metrics", metrics);
      comparisons = Check.list("comparisons", comparisons);
      expected = Check.list("expected", expected);
    }

    void check(int queries, String system) {
      metrics.forEach(
          (name, metric) ->
              Check.that(
                  metric.perQuery().length == queries,
                  "[per_query] of ["
                      + name
                      + "] of ["
                      + system
                      + "] must have "
                      + queries
                      + " values, one for each query, got ["
                      + metric.perQuery().length
                      + "]"));
    }
  }

  /**
   * One figure of relevance.
   *
   * @param mean over all queries
   * @param perQuery one for each query of the collection, in its order
   */
  @SuppressWarnings("ArrayRecordComponent") // Thousands of numbers, compared by nobody.
  public record Metric(double mean, double[] perQuery) {
    /** Checks that all are numbers. */
    public Metric {
      Check.finite("mean", mean);
      Check.present("per_query", perQuery);
      for (double value : perQuery) {
        Check.finite("per_query", value);
      }
    }
  }

  /**
   * A paired test of this system and another.
   *
   * @param against the name of the other
   * @param metric that is compared
   * @param difference of the means: this one's less the other's
   * @param low where the 95 % interval of the difference begins; null where there is none
   * @param high where that ends
   * @param p of the test that the evaluation names, two-sided
   */
  public record Comparison(
      String against, String metric, double difference, Double low, Double high, double p) {
    /** Checks names and p. */
    public Comparison {
      Check.present("against", against);
      Check.present("metric", metric);
      Check.finite("difference", difference);
      Check.that(p >= 0 && p <= 1, "[p] must be in [0, 1], got [" + p + "]");
    }
  }

  /**
   * A figure that was to be found.
   *
   * @param metric its name
   * @param value what others have found
   * @param tolerance the largest difference that is none
   * @param origin who says so
   * @param kind {@code expected}, by which an evaluation fails, or {@code published}, for people
   */
  public record Expected(
      String metric, double value, double tolerance, String origin, String kind) {
    /** Checks that the name is there. */
    public Expected {
      Check.present("metric", metric);
      Check.finite("value", value);
      Check.notNegative("tolerance", tolerance);
      origin = origin == null ? "" : origin;
      Check.that(
          kind != null && KINDS.contains(kind),
          "[kind] must be one of " + KINDS + ", got [" + kind + "]");
    }
  }

  /**
   * What vectors and index cost.
   *
   * @param flops the tokens that a query and a document have in common, in the mean; null without
   *     vectors
   * @param documentTokens active tokens of documents; null without vectors
   * @param queryTokens active tokens of queries; null without vectors
   * @param documentsMeasured over how many documents; null for all
   * @param indexBytes of the index; null where it was not measured
   * @param ingestSeconds from the first document sent to the last answer; null where it was not
   *     measured
   */
  public record Cost(
      Double flops,
      Distribution documentTokens,
      Distribution queryTokens,
      Integer documentsMeasured,
      Long indexBytes,
      Double ingestSeconds) {}

  /**
   * How many vectors have how many active tokens.
   *
   * @param mean number of active tokens
   * @param counts at place i the number of vectors that have i active tokens
   */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  public record Distribution(double mean, int[] counts) {
    /** Checks that there are counts. */
    public Distribution {
      Check.notNegative("mean", mean);
      Check.present("counts", counts);
      for (int count : counts) {
        Check.notNegative("counts", count);
      }
    }
  }

  /**
   * Milliseconds from sending a search to the end of its answer, at one client.
   *
   * @param searches number of them
   * @param p50 the median
   * @param p90 what nine of ten are below
   * @param p99 what 99 of 100 are below
   * @param bm25Ratio this median over that of BM25, of searches sent by turns; null where BM25 is
   *     not there
   */
  public record Latency(int searches, double p50, double p90, double p99, Ratio bm25Ratio) {
    /** Checks that all are times. */
    public Latency {
      Check.notNegative("p50", p50);
      Check.notNegative("p90", p90);
      Check.notNegative("p99", p99);
    }
  }

  /**
   * A ratio with its 95 % interval.
   *
   * @param value the ratio
   * @param low where the interval begins
   * @param high where it ends
   */
  public record Ratio(double value, double low, double high) {
    /** Checks that all are numbers. */
    public Ratio {
      Check.finite("value", value);
      Check.finite("low", low);
      Check.finite("high", high);
    }
  }
}
