/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.vector.SparseVector;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns query text into weighted tokens: each distinct token once, with its weight from the model's
 * table; special tokens, and tokens of weight 0, are left out. No window limits a query, and no
 * network is run.
 */
public final class QueryEncoder implements AutoCloseable {
  private final Tokenizer tokenizer;
  private final IdfTable table;

  private QueryEncoder(Tokenizer tokenizer, IdfTable table) {
    this.tokenizer = tokenizer;
    this.table = table;
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
      return new QueryEncoder(tokenizer, IdfTable.read(manifest.folder(), tokenizer.vocabulary()));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /**
   * The weighted tokens of a query.
   *
   * @throws IllegalStateException when this encoder is closed
   */
  public SparseVector encode(String text) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    Map<String, Float> weights = new HashMap<>();
    for (long id : tokenizer.ids(text, false)) {
      float weight = table.weight((int) id);
      if (weight > 0 && !vocabulary.isSpecial((int) id)) {
        weights.put(vocabulary.token((int) id), weight);
      }
    }
    return SparseVector.of(weights);
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
