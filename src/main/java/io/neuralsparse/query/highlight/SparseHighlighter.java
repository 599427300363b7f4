/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.registry.Lease;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BitSet;
import org.apache.lucene.util.BytesRef;
import org.opensearch.common.lucene.search.Queries;
import org.opensearch.core.common.text.Text;
import org.opensearch.index.mapper.MappedFieldType;
import org.opensearch.search.fetch.FetchSubPhase.HitContext;
import org.opensearch.search.fetch.subphase.highlight.FieldHighlightContext;
import org.opensearch.search.fetch.subphase.highlight.HighlightField;
import org.opensearch.search.fetch.subphase.highlight.HighlightUtils;
import org.opensearch.search.fetch.subphase.highlight.Highlighter;

/**
 * The highlighter {@code learned_sparse}, or {@code neural_sparse}: marks the words of a text whose
 * tokens the sparse queries of a request matched in the document. One for a node; any number of
 * threads may use it.
 */
public final class SparseHighlighter implements Highlighter {
  /** The name that is always there. */
  public static final String NAME = "learned_sparse";

  /** The name that goes with the official plugin's query, taken where that plugin is not. */
  public static final String OFFICIAL_NAME = "neural_sparse";

  private static final Comparator<Mark> BY_PLACE =
      Comparator.comparingInt(Mark::start).thenComparingInt(Mark::end);

  private final QueryModels models;

  /**
   * A highlighter.
   *
   * @param models has the tokenisers; the search that first needs one loads it
   */
  public SparseHighlighter(QueryModels models) {
    this.models = models;
  }

  @Override
  public boolean canHighlight(MappedFieldType fieldType) {
    return true;
  }

  @Override
  public HighlightField highlight(FieldHighlightContext context) throws IOException {
    String key = NAME + "/" + context.fieldName;
    while (true) {
      FieldPlan plan =
          (FieldPlan) context.cache.computeIfAbsent(key, name -> FieldPlan.of(context, models));
      List<Lease<Tokenizer>> tokenizers = new ArrayList<>();
      try {
        if (lease(plan, tokenizers)) {
          return highlight(plan, context);
        }
      } finally {
        tokenizers.forEach(Lease::close);
      }
      context.cache.remove(key); // a model was loaded afresh since the last hit
    }
  }

  /** Keeps a plan's tokenisers open; false when one is no more the model's. */
  private boolean lease(FieldPlan plan, List<Lease<Tokenizer>> tokenizers) {
    for (WantedTokens wanted : plan.wanted()) {
      Lease<Tokenizer> tokenizer = models.tokenizer(wanted.model());
      tokenizers.add(tokenizer);
      if (!wanted.isOf(tokenizer.value())) {
        return false;
      }
    }
    return true;
  }

  private static HighlightField highlight(FieldPlan plan, FieldHighlightContext context)
      throws IOException {
    List<Map<Integer, MatchedToken>> matched = matched(plan, context);
    int excerpt = plan.request().excerpt();
    if (excerpt == 0 && matched.stream().allMatch(Map::isEmpty)) {
      return null;
    }
    List<String> texts = texts(context);
    int limit = plan.request().limit(context, texts);
    List<Passage> passages = passages(plan, matched, texts, limit);
    if (passages.isEmpty() && excerpt > 0) {
      passages = Snippets.excerpt(texts, excerpt, plan.request().locale());
    }
    Snippets snippets = plan.request().snippets();
    String[] fragments =
        passages.stream()
            .map(snippets::format)
            .filter(fragment -> !fragment.isBlank())
            .toArray(String[]::new);
    return fragments.length == 0
        ? null
        : new HighlightField(context.fieldName, Text.convertFromStringArray(fragments));
  }

  /** The tokens that the hit has, by model. */
  private static List<Map<Integer, MatchedToken>> matched(
      FieldPlan plan, FieldHighlightContext context) throws IOException {
    List<Map<Integer, MatchedToken>> matched = new ArrayList<>();
    if (!plan.wanted().isEmpty()) {
      int last = context.hitContext.docId();
      int first = firstDocument(context);
      for (WantedTokens wanted : plan.wanted()) {
        matched.add(wanted.matched(context.hitContext.reader(), first, last));
      }
      prune(matched, plan.request().pruneRatio());
    }
    return matched;
  }

  private static void prune(List<Map<Integer, MatchedToken>> matched, double ratio) {
    double best =
        matched.stream()
            .flatMap(tokens -> tokens.values().stream())
            .mapToDouble(MatchedToken::score)
            .max()
            .orElse(0);
    for (Map<Integer, MatchedToken> tokens : matched) {
      tokens.values().removeIf(token -> token.score() < ratio * best);
    }
  }

  /** The first of the nested documents that stand before their root, or else the hit itself. */
  private static int firstDocument(FieldHighlightContext context) throws IOException {
    HitContext hit = context.hitContext;
    if (hit.hit().getNestedIdentity() != null || !context.context.mapperService().hasNested()) {
      return hit.docId();
    }
    BitSet roots =
        context
            .context
            .getQueryShardContext()
            .bitsetFilter(Queries.newNonNestedFilter())
            .getBitSet(hit.readerContext());
    return hit.docId() == 0 ? 0 : roots.prevSetBit(hit.docId() - 1) + 1;
  }

  private static List<String> texts(FieldHighlightContext context) throws IOException {
    List<Object> values =
        HighlightUtils.loadFieldValues(
            context.fieldType,
            context.context.getQueryShardContext(),
            context.hitContext,
            context.forceSource);
    return values.stream()
        .map(
            value ->
                value instanceof BytesRef
                    ? context.fieldType.valueForDisplay(value).toString()
                    : value.toString())
        .toList();
  }

  /** The passages to show: each value of the field is cut by itself. */
  private static List<Passage> passages(
      FieldPlan plan, List<Map<Integer, MatchedToken>> matched, List<String> texts, int limit) {
    List<Passage> passages = new ArrayList<>();
    int left = limit;
    for (String text : texts) {
      List<Mark> marks = new ArrayList<>();
      for (int i = 0; i < matched.size() && left > 0; i++) {
        marks.addAll(Marks.of(plan.wanted().get(i).words(), matched.get(i), text, left));
      }
      marks.sort(BY_PLACE);
      passages.addAll(plan.cutter().cut(text, marks));
      left -= text.length() + 1;
    }
    return Snippets.best(passages, plan.request().passages(), plan.request().byScore());
  }
}
