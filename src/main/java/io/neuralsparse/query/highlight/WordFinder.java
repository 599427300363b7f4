/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.token.TokenSpans;
import io.neuralsparse.token.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the words of texts that have tokens that a query looks for.
 *
 * <p>Where the tokeniser allows, a text is taken apart at its spaces, and each part is tokenised
 * when it occurs for the first time: the hits of a request, and long texts, mostly repeat what was
 * there before. For one thread.
 */
final class WordFinder {
  /** Parts that are kept, before it starts afresh. */
  private static final int MAX_KNOWN = 50_000;

  /** Tokens that are looked for one by one; where there are more, most parts have one. */
  private static final int MAX_FILTERED = 64;

  private final Tokenizer tokenizer;
  private final Set<Integer> wanted;
  private PartFilter filter;
  private final Map<String, List<FoundWord>> known = new HashMap<>();

  /**
   * A finder that has seen no text.
   *
   * @param wanted the ids of the tokens that are looked for; the same from the first text on
   */
  WordFinder(Tokenizer tokenizer, Set<Integer> wanted) {
    this.tokenizer = tokenizer;
    this.wanted = wanted;
  }

  /** The words of a text that have a wanted token, in order, but for those of punctuation only. */
  List<FoundWord> find(String text) {
    if (!tokenizer.splitsAsBert()) {
      return tokenize(text);
    }
    if (known.size() > MAX_KNOWN) {
      known.clear();
    }
    learn(text);
    List<FoundWord> found = new ArrayList<>();
    for (int start = next(text, 0); start < text.length(); ) {
      int end = end(text, start);
      for (FoundWord word : known.get(text.substring(start, end))) {
        found.add(word.shifted(start));
      }
      start = next(text, end);
    }
    return found;
  }

  /** Tokenises the parts of a text that did not occur before and may have a token, all at once. */
  private void learn(String text) {
    Map<String, List<FoundWord>> fresh = new LinkedHashMap<>();
    for (int start = next(text, 0); start < text.length(); ) {
      int end = end(text, start);
      String part = text.substring(start, end);
      if (!known.containsKey(part)) {
        if (mayHaveWanted(part)) {
          fresh.put(part, List.of());
        } else {
          known.put(part, List.of());
        }
      }
      start = next(text, end);
    }
    List<FoundWord> words = tokenize(String.join(" ", fresh.keySet()));
    int at = 0;
    int start = 0;
    for (Map.Entry<String, List<FoundWord>> part : fresh.entrySet()) {
      int end = start + part.getKey().length();
      List<FoundWord> inside = new ArrayList<>();
      for (; at < words.size() && words.get(at).start() < end; at++) {
        inside.add(words.get(at).shifted(-start));
      }
      part.setValue(List.copyOf(inside));
      start = end + 1;
    }
    known.putAll(fresh);
  }

  private boolean mayHaveWanted(String part) {
    if (filter == null && wanted.size() <= MAX_FILTERED) {
      filter = new PartFilter(wanted.stream().map(tokenizer.vocabulary()::token).toList());
    }
    return filter == null || filter.mayHaveAny(part);
  }

  /** Where the next part begins; the text's length where there is none. */
  private static int next(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int end(String text, int from) {
    int at = from;
    while (at < text.length() && !isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Some of the characters that all tokenisers take for spaces; the others are left to them. */
  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }

  private List<FoundWord> tokenize(String text) {
    TokenSpans spans = tokenizer.spans(text, id -> wanted.contains((int) id));
    List<FoundWord> found = new ArrayList<>();
    for (int from = 0, to; from < spans.size(); from = to) {
      int start = spans.start(from);
      int end = spans.end(from);
      boolean any = false;
      for (to = from; to < spans.size() && spans.start(to) == start; to++) {
        any |= wanted.contains(spans.id(to));
      }
      if (any && start < end && !FoundWord.isPunctuation(text.substring(start, end))) {
        found.add(new FoundWord(start, end, pieces(spans, from, to)));
      }
    }
    return found;
  }

  private static List<FoundWord.Piece> pieces(TokenSpans spans, int from, int to) {
    List<FoundWord.Piece> pieces = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      pieces.add(new FoundWord.Piece(spans.id(i), spans.length(i)));
    }
    return pieces;
  }
}
