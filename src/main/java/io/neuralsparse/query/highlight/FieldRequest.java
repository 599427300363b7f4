/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.opensearch.search.fetch.subphase.highlight.FieldHighlightContext;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder.BoundaryScannerType;
import org.opensearch.search.fetch.subphase.highlight.HighlightUtils;
import org.opensearch.search.fetch.subphase.highlight.SearchHighlightContext.FieldOptions;

/** What a request asks of this highlighter for one field, checked where OpenSearch does not. */
final class FieldRequest {
  private final String highlighter;
  private final FieldOptions options;
  private final OwnOptions own;

  /**
   * Takes the options as they are after OpenSearch's defaults.
   *
   * @throws IllegalArgumentException as {@link OwnOptions#of}
   */
  FieldRequest(FieldOptions options) {
    this.highlighter = options.highlighterType();
    this.options = options;
    this.own = OwnOptions.of(highlighter, options.options(), options.boundaryScannerType());
  }

  /** A message that begins with the name that the request calls the highlighter. */
  IllegalArgumentException fault(String message) {
    return OwnOptions.fault(highlighter, message);
  }

  /** The model that the request names, or null. */
  String model() {
    return own.model();
  }

  /** The share of the best token's part in the score below which tokens are not marked. */
  double pruneRatio() {
    return own.pruneRatio();
  }

  /**
   * Cuts texts as the request wants them.
   *
   * @param tokenized whether the field's text is one of words, not a single term
   */
  PassageCutter cutter(boolean tokenized) {
    if (options.numberOfFragments() == 0 || !tokenized) {
      return new PassageCutter.Whole();
    }
    return options.boundaryScannerType() == BoundaryScannerType.WORD
        ? new PassageCutter.Words(locale())
        : new PassageCutter.Sentences(locale(), Math.max(0, options.fragmentCharSize()));
  }

  /** The largest number of passages. */
  int passages() {
    return options.numberOfFragments() == 0 ? Integer.MAX_VALUE : options.numberOfFragments();
  }

  /** Whether the best passages come first, instead of as in the text. */
  boolean byScore() {
    return options.scoreOrdered();
  }

  /** The fields whose queries alone count; empty: the queries on any field. */
  Set<String> matchedFields() {
    return options.requireFieldMatch() && options.matchedFields() != null
        ? options.matchedFields()
        : Set.of();
  }

  /** How much is shown of a text in which nothing matched, in chars; 0: nothing. */
  int excerpt() {
    return Math.max(0, options.noMatchSize());
  }

  /** The language of the text, for its boundaries. */
  Locale locale() {
    return options.boundaryScannerLocale() == null ? Locale.ROOT : options.boundaryScannerLocale();
  }

  /** Writes passages. */
  Snippets snippets() {
    return new Snippets(
        options.preTags()[0],
        options.postTags()[0],
        "html".equals(options.encoder())
            ? HighlightUtils.Encoders.HTML
            : HighlightUtils.Encoders.DEFAULT);
  }

  /**
   * How many chars of a document's text are looked at.
   *
   * @throws IllegalArgumentException when the text is longer than the index allows and the request
   *     does not say that a part will do, or says a larger part than the index allows
   */
  int limit(FieldHighlightContext context, List<String> texts) {
    int allowed = context.context.getIndexSettings().getHighlightMaxAnalyzedOffset();
    Integer asked = options.maxAnalyzerOffset();
    if (asked != null && asked > allowed) {
      throw fault(
          "takes a [max_analyzer_offset] up to [index.highlight.max_analyzed_offset] = ["
              + allowed
              + "], got ["
              + asked
              + "]");
    }
    long length = texts.stream().mapToLong(text -> text.length() + 1L).sum() - 1;
    if (asked == null && length > allowed) {
      throw fault(
          "reads texts up to [index.highlight.max_analyzed_offset] = ["
              + allowed
              + "] characters, got ["
              + length
              + "] in field ["
              + context.fieldName
              + "] of document ["
              + context.hitContext.hit().getId()
              + "] of index ["
              + context.context.getIndexName()
              + "]; [max_analyzer_offset] marks the beginning of longer ones");
    }
    return asked == null ? allowed : asked;
  }
}
