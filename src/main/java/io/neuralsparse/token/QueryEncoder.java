/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns query text into weighted tokens: each distinct token with its weight from the model's
 * table, once or as often as the text has it; special tokens, and tokens of weight 0, are left out.
 * No window limits a query, and no network is run.
 */
public final class QueryEncoder implements AutoCloseable {
  /** Heap and native; measured: 286 with 30,522 tokens, 255 with 105,879. */
  private static final long BYTES_PER_TOKEN = 280;

  private final Tokenizer tokenizer;
  private final IdfTable table;
  private final TokenFrequency ownFrequency;

  private QueryEncoder(Tokenizer tokenizer, IdfTable table, TokenFrequency ownFrequency) {
    this.tokenizer = tokenizer;
    this.table = table;
    this.ownFrequency = ownFrequency;
  }

  /**
   * Loads what a model needs for queries: its tokeniser and its table.
   *
   * @throws io.neuralsparse.model.ModelException when one of the files is not as it must be
   */
  public static QueryEncoder load(ModelManifest manifest) {
    Tokenizer tokenizer = Tokenizer.load(manifest.folder());
    try {
      manifest.checkVocabulary(tokenizer.vocabulary());
      IdfTable table = IdfTable.read(manifest.folder(), tokenizer.vocabulary());
      return new QueryEncoder(tokenizer, table, manifest.tokenFrequency());
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /**
   * The weighted tokens of a query, its repeated tokens counted as the model's folder says.
   *
   * @throws IllegalStateException when this encoder is closed
   */
  public SparseVector encode(String text) {
    return encode(text, ownFrequency);
  }

  /** As {@link #encode(String)}, counting as the caller says. */
  public SparseVector encode(String text, TokenFrequency frequency) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    long[] ids = tokenizer.ids(text, false);
    Arrays.sort(ids); // equal ones side by side
    Map<String, Float> weights = HashMap.newHashMap(ids.length);
    int end;
    for (int start = 0; start < ids.length; start = end) {
      int id = (int) ids[start];
      end = start + 1;
      while (end < ids.length && ids[end] == id) {
        end++;
      }
      if (isWeighted(id)) {
        weights.put(vocabulary.token(id), frequency.weight(table.weight(id), end - start));
      }
    }
    return SparseVector.of(weights);
  }

  /**
   * Where the tokens that {@link #encode(String)} gives are from: token → source.
   *
   * @throws IllegalStateException when this encoder is closed
   */
  public Map<String, TokenSource> sources(String text) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    TokenSpans spans = tokenizer.spans(text, id -> true);
    Map<String, TokenSource> sources = new HashMap<>();
    for (int i = 0; i < spans.size(); i++) {
      int id = spans.id(i);
      if (isWeighted(id)) {
        String word = text.substring(spans.start(i), spans.end(i));
        TokenSource source = new TokenSource(table.weight(id), 1, List.of(word));
        sources.merge(vocabulary.token(id), source, TokenSource::and);
      }
    }
    return sources;
  }

  /**
   * All tokens of a text, in order, but for those that begin and end a document.
   *
   * @throws IllegalStateException when this encoder is closed
   */
  public List<TextToken> tokens(String text) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    TokenSpans spans = tokenizer.spans(text, id -> true);
    List<TextToken> tokens = new ArrayList<>(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      int id = spans.id(i);
      tokens.add(
          new TextToken(
              vocabulary.token(id),
              vocabulary.isSpecial(id),
              table.weight(id),
              spans.start(i),
              spans.end(i)));
    }
    return tokens;
  }

  private boolean isWeighted(int id) {
    return table.weight(id) > 0 && !tokenizer.vocabulary().isSpecial(id);
  }

  /** The weights of tokens, by id. */
  public IdfTable table() {
    return table;
  }

  /** The memory that this takes, in bytes: an estimate from the size of the vocabulary. */
  public long bytes() {
    return BYTES_PER_TOKEN * tokenizer.vocabulary().size();
  }

  /** The model's tokeniser; closed with this encoder. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
