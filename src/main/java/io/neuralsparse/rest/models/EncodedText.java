/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.encode.Windows;
import io.neuralsparse.token.TextToken;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One text's part of an answer. */
final class EncodedText {
  private EncodedText() {}

  /**
   * Names and values.
   *
   * @param windows how a document was cut, or null for a query
   * @param tokens the text's, or null when nobody wants them
   */
  static Map<String, Object> of(
      String text, SparseVector vector, Windows windows, List<TextToken> tokens) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("tokens", byWeight(vector));
    if (windows != null) {
      result.put("token_count", windows.tokens());
      result.put("unknown_count", windows.unknown());
      result.put("windows", windows.ids().size());
      result.put("truncated", windows.truncated());
    }
    if (tokens != null) {
      result.put("explanation", explanation(text, vector.toMap(), tokens));
    }
    return result;
  }

  private static Map<String, Object> byWeight(SparseVector vector) {
    List<SparseVector.Entry> entries = new ArrayList<>(vector.entries());
    entries.sort(
        Comparator.comparingDouble((SparseVector.Entry entry) -> -entry.weight())
            .thenComparing(SparseVector.Entry::token));
    Map<String, Object> tokens = new LinkedHashMap<>();
    entries.forEach(entry -> tokens.put(entry.token(), entry.weight()));
    return tokens;
  }

  private static List<Map<String, Object>> explanation(
      String text, Map<String, Float> weights, List<TextToken> tokens) {
    List<Map<String, Object>> explanation = new ArrayList<>();
    for (TextToken token : tokens) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("token", token.token());
      one.put("weight", token.special() ? 0f : weights.getOrDefault(token.token(), 0f));
      one.put("idf", token.idf());
      one.put("word", text.substring(token.start(), token.end()));
      one.put("start", token.start());
      one.put("end", token.end());
      if (token.special()) {
        one.put("special", true);
      }
      explanation.add(one);
    }
    return explanation;
  }
}
