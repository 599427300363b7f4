/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Draws queries, alone and inside others, together with the formula of their scores. */
final class RandomQueries {
  /**
   * A query, and what it must give.
   *
   * @param json as it is sent
   * @param formula its scores
   */
  record Question(String json, ToDoubleFunction<Doc> formula) {}

  private final RandomDocs docs;
  private final Map<String, Float> table;

  /**
   * Draws from the words of a table.
   *
   * @param docs draws the tokens
   * @param table the weights that the tokens have where they come from text
   */
  RandomQueries(RandomDocs docs, Map<String, Float> table) {
    this.docs = docs;
    this.table = table;
  }

  /**
   * The query alone, or within another one.
   *
   * @param withNested whether it may be about nested objects
   */
  Question next(boolean withNested) {
    Question one = leaf();
    int n = random().nextInt(3000);
    return switch (random().nextInt(10)) {
      case 0 ->
          new Question(
              "{'bool': {'must': "
                  + one.json
                  + ", 'filter': {'range': {'n': {'gte': "
                  + n
                  + "}}}}}",
              doc -> doc.n() >= n ? one.formula.applyAsDouble(doc) : Oracle.NO_MATCH);
      case 1 ->
          new Question(
              "{'bool': {'should': " + one.json + ", 'must_not': {'term': {'group': 'x'}}}}",
              doc -> doc.in("x") ? Oracle.NO_MATCH : one.formula.applyAsDouble(doc));
      case 2 -> either(one, leaf());
      case 3 -> both(one, leaf());
      case 4 ->
          new Question(
              "{'bool': {'must': {'term': {'group': {'value': 'y', 'boost': 0}}}, 'should': "
                  + one.json
                  + "}}",
              doc -> doc.in("y") ? orZero(one.formula.applyAsDouble(doc)) : Oracle.NO_MATCH);
      case 5 -> withNested ? nested() : one;
      default -> one;
    };
  }

  private Random random() {
    return docs.random();
  }

  private static double orZero(double score) {
    return Double.isNaN(score) ? 0 : score;
  }

  private static Question either(Question one, Question two) {
    return new Question(
        "{'bool': {'should': [" + one.json + ", " + two.json + "]}}",
        doc -> {
          double first = one.formula.applyAsDouble(doc);
          double second = two.formula.applyAsDouble(doc);
          return Double.isNaN(first) ? second : first + orZero(second);
        });
  }

  private static Question both(Question one, Question two) {
    return new Question(
        "{'bool': {'must': [" + one.json + ", " + two.json + "]}}",
        doc -> one.formula.applyAsDouble(doc) + two.formula.applyAsDouble(doc));
  }

  private Question nested() {
    Map<String, Float> weights = docs.weights(1 + random().nextInt(4));
    return new Question(
        "{'nested': {'path': 'items', 'score_mode': 'max', 'query': "
            + Index.tokens(weights).replace("'v'", "'items.v'")
            + "}}",
        doc ->
            doc.items().stream()
                .mapToDouble(item -> Oracle.dot(weights, item))
                .filter(score -> !Double.isNaN(score))
                .max()
                .orElse(Oracle.NO_MATCH));
  }

  /** Tokens or text; short as people write, or long as encoders do; some with a boost. */
  private Question leaf() {
    int draws = random().nextInt(5) == 0 ? 30 : 1 + random().nextInt(7);
    Map<String, Float> weights = docs.weights(draws);
    float boost = random().nextInt(4) == 0 ? 0.5f + random().nextInt(8) / 4f : 1;
    String name = random().nextBoolean() ? "neural_sparse" : "learned_sparse";
    String parameter = "'query_tokens': " + Doc.json(weights);
    if (random().nextBoolean()) {
      parameter = "'query_text': '" + String.join(" ", weights.keySet()) + "'";
      Map<String, Float> known = new HashMap<>();
      weights.keySet().forEach(word -> known.put(word, table.get(word)));
      weights = known;
    }
    Map<String, Float> expected = weights;
    return new Question(
        "{'" + name + "': {'v': {" + parameter + (boost == 1 ? "" : ", 'boost': " + boost) + "}}}",
        doc -> boost * Oracle.dot(expected, doc.vector()));
  }
}
