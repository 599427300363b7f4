/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.registry.Lease;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.lucene.search.Query;
import org.opensearch.index.mapper.MappedFieldType;
import org.opensearch.search.fetch.subphase.highlight.FieldHighlightContext;
import org.opensearch.search.rescore.RescoreContext;

/**
 * What a request looks for in one field's text: worked out with the first hit, and the same for
 * all.
 *
 * @param request the options
 * @param cutter cuts the texts
 * @param wanted the tokens, one entry for each model that the queries name
 */
record FieldPlan(FieldRequest request, PassageCutter cutter, List<WantedTokens> wanted) {
  private static final String RANK_FEATURES = "rank_features";

  /**
   * Reads options and queries.
   *
   * @throws IllegalArgumentException when an option is not as it must be, when there is no model of
   *     a name, and when the field holds vectors
   */
  static FieldPlan of(FieldHighlightContext context, QueryModels models) {
    FieldRequest request = new FieldRequest(context.field.fieldOptions());
    if (context.fieldType.typeName().equals(RANK_FEATURES)) {
      throw request.fault(
          "marks the words of a text, got field ["
              + context.fieldName
              + "] of type [rank_features]: ask for the field of its text");
    }
    Map<String, WantedTokens> wanted = new TreeMap<>();
    if (request.model() != null) {
      wanted.put(request.model(), wanted(request.model(), models));
    }
    Set<String> fields = vectorFields(context, request);
    for (SparseClauses.Found found : SparseClauses.of(queries(context))) {
      if (fields.isEmpty() || fields.contains(found.clause().field())) {
        String named = request.model() != null ? request.model() : found.clause().model();
        wanted
            .computeIfAbsent(models.resolve(named, null), name -> wanted(name, models))
            .add(found);
      }
    }
    boolean tokenized = context.fieldType.getTextSearchInfo().isTokenized();
    return new FieldPlan(request, request.cutter(tokenized), List.copyOf(wanted.values()));
  }

  private static WantedTokens wanted(String model, QueryModels models) {
    try (Lease<Tokenizer> tokenizer = models.tokenizer(model)) {
      return new WantedTokens(model, tokenizer.value());
    }
  }

  /**
   * The request's query, and its rescore queries unless it names a query just for highlights. Half
   * of a two-phase search is a rescore query. Nested hits have none.
   */
  private static List<Query> queries(FieldHighlightContext context) {
    List<Query> queries = new ArrayList<>();
    queries.add(context.query);
    List<RescoreContext> rescore = context.context.rescore();
    if (rescore != null
        && context.field.fieldOptions().highlightQuery() == null
        && context.hitContext.hit().getNestedIdentity() == null) {
      rescore.forEach(one -> queries.addAll(one.getQueries()));
    }
    return queries;
  }

  /** The fields whose queries count, by their own names; empty: all. */
  private static Set<String> vectorFields(FieldHighlightContext context, FieldRequest request) {
    return request.matchedFields().stream()
        .map(
            name -> {
              MappedFieldType type = context.context.mapperService().fieldType(name);
              if (type != null && !type.typeName().equals(RANK_FEATURES)) {
                throw request.fault(
                    "needs fields of type [rank_features] as [matched_fields], got ["
                        + name
                        + "] of type ["
                        + type.typeName()
                        + "]");
              }
              return type == null ? name : type.name();
            })
        .collect(Collectors.toSet());
  }
}
