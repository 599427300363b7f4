/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.io.stream.Writeable;
import org.opensearch.core.xcontent.ToXContentObject;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * Leaves out the tokens of a query that are both frequent in the field and light in the query: they
 * cost most and say least. The rule, its names, ranges and defaults are those of Elasticsearch's
 * {@code pruning_config}:
 *
 * <pre>
 *   pruned(t) if  df(t) ≥ frequencyRatio · mean df  and  w(t) ≤ weightRatio · max w
 * </pre>
 *
 * <p>df(t) is the number of documents of the shard that have the token, deleted ones included; the
 * mean is over the field's distinct tokens, whose number is taken from the segment that has most of
 * them. A token without documents counts neither way. One token always stays, the heaviest, so what
 * stays and what is pruned make up the whole query and its score.
 *
 * @param frequencyRatio from 1 to 100
 * @param weightRatio from 0 to 1
 * @param onlyPruned to score with the tokens pruned instead of those that stay, for a rescore
 */
record FrequentTokenPruning(float frequencyRatio, float weightRatio, boolean onlyPruned)
    implements Writeable, ToXContentObject {
  static final String NAME = "pruning_config";

  /** What holds where the request says nothing. */
  static final FrequentTokenPruning DEFAULT = new FrequentTokenPruning(5, 0.4f, false);

  private static final String FREQUENCY_RATIO = "tokens_freq_ratio_threshold";
  private static final String WEIGHT_RATIO = "tokens_weight_threshold";
  private static final String ONLY_PRUNED = "only_score_pruned_tokens";
  private static final List<String> KEYS = List.of(FREQUENCY_RATIO, WEIGHT_RATIO, ONLY_PRUNED);

  FrequentTokenPruning {
    check(FREQUENCY_RATIO, frequencyRatio, 1, 100);
    check(WEIGHT_RATIO, weightRatio, 0, 1);
  }

  private static void check(String key, float value, int least, int most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "["
              + NAME
              + "."
              + key
              + "] must be from "
              + least
              + " to "
              + most
              + ", got ["
              + value
              + "]");
    }
  }

  /** Reads the object from a request. */
  static FrequentTokenPruning parse(ParameterReader reader) throws IOException {
    float frequencyRatio = DEFAULT.frequencyRatio;
    float weightRatio = DEFAULT.weightRatio;
    boolean onlyPruned = DEFAULT.onlyPruned;
    reader.enter(NAME, KEYS);
    for (String key = reader.next(NAME, KEYS); key != null; key = reader.next(NAME, KEYS)) {
      switch (key) {
        case FREQUENCY_RATIO -> frequencyRatio = reader.number(NAME + "." + key);
        case WEIGHT_RATIO -> weightRatio = reader.number(NAME + "." + key);
        default -> onlyPruned = reader.flag(NAME + "." + key);
      }
    }
    try {
      return new FrequentTokenPruning(frequencyRatio, weightRatio, onlyPruned);
    } catch (IllegalArgumentException e) {
      throw reader.fault(e.getMessage());
    }
  }

  /** Reads what {@link #writeTo} wrote. */
  static FrequentTokenPruning read(StreamInput in) throws IOException {
    return new FrequentTokenPruning(in.readFloat(), in.readFloat(), in.readBoolean());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeFloat(frequencyRatio);
    out.writeFloat(weightRatio);
    out.writeBoolean(onlyPruned);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    return builder
        .startObject()
        .field(FREQUENCY_RATIO, frequencyRatio)
        .field(WEIGHT_RATIO, weightRatio)
        .field(ONLY_PRUNED, onlyPruned)
        .endObject();
  }

  /**
   * The tokens to score with.
   *
   * @param reader the shard's
   * @param field as it is indexed
   */
  SparseVector apply(SparseVector tokens, IndexReader reader, String field) throws IOException {
    long sumOfFrequencies = reader.getSumDocFreq(field);
    double frequent =
        sumOfFrequencies * (double) frequencyRatio / Math.max(1, distinct(reader, field));
    Map<String, Float> staying = new HashMap<>();
    Map<String, Float> pruned = new HashMap<>();
    SparseVector.Entry heaviestPruned = null;
    for (SparseVector.Entry entry : tokens.entries()) {
      int frequency = reader.docFreq(new Term(field, entry.token()));
      boolean light = entry.weight() <= weightRatio * tokens.entries().getFirst().weight();
      if (frequency > 0 && frequency >= frequent && light) {
        heaviestPruned = heaviestPruned == null ? entry : heaviestPruned;
        pruned.put(entry.token(), entry.weight());
      } else if (frequency > 0) {
        staying.put(entry.token(), entry.weight());
      }
    }
    if (staying.isEmpty() && heaviestPruned != null) {
      staying.put(heaviestPruned.token(), pruned.remove(heaviestPruned.token()));
    }
    return SparseVector.of(onlyPruned ? pruned : staying);
  }

  private static long distinct(IndexReader reader, String field) throws IOException {
    long most = 0;
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms tokens = leaf.reader().terms(field);
      most = tokens == null ? most : Math.max(most, tokens.size());
    }
    return most;
  }
}
