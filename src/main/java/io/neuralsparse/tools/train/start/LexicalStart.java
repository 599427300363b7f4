/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import ai.djl.ndarray.NDArray;
import io.neuralsparse.graph.Linear;
import io.neuralsparse.graph.TransformerNames;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import io.neuralsparse.tools.train.torch.TorchMemory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Gives a BERT or DistilBERT weights with which it ranks as {@link Ranking} says.
 *
 * <p>The first two values of a state are anchors, the third the pull, the rest the token's vector
 * v. Anchors of ±A stand in every sum that is normalised, so large beside the rest that a
 * normalisation only divides by their deviation, and its gain multiplies with that again; the
 * anchors' own gains are 0. In the first layer all heads compare identities, q·k/√d = s·cos + pull
 * with the pull ln(occurrence) of each place, so that
 *
 * <pre>
 *   attention to all occurrences of the own token = o / (o + e^(-s) · μ · n + floor) = m
 * </pre>
 *
 * <p>where μ = e^(s² / 2d) is what identities that are random in d dimensions add to e^0 on
 * average, and the floor is the pull of the first special token, whose vector is 0. Values are
 * states, and the head multiplies what comes, v + (gain / distance) · m · v + …, with the distance.
 * Its decoder, which is the table of words, subtracts the distance. Perceptrons and further layers
 * add nothing as yet, but gradients reach them.
 */
final class LexicalStart {
  private static final int ANCHORS = 2;
  private static final int PULL = 2;

  /** Where tokens' vectors begin. */
  private static final int FIRST = 3;

  private static final float ANCHOR = 64;

  /** Keeps the head's function where it is a straight line. */
  private static final float LINEAR = 8;

  /** Pulls are kept as small as the other values, for 8 bits have to hold both. */
  private static final float PULL_SCALE = 20;

  /** The bias of tokens that no query asks for: no state can bring them above 0. */
  private static final float NEVER = -1000;

  private final TransformerConfig config;
  private final TransformerNames names;
  private final Map<String, NDArray> parameters;
  private final Ranking ranking;
  private final int hidden;

  private LexicalStart(TrainableTransformer network, Ranking ranking) {
    this.config = network.config();
    this.names = TransformerNames.of(config, name -> false);
    this.parameters = network.parameters();
    this.ranking = ranking;
    this.hidden = config.hidden();
  }

  /** The width of tokens' identities in a network: a head compares them beside the pull. */
  static int identity(TransformerConfig config) {
    return Math.min(config.headSize() - 1, (config.hidden() - FIRST) / 2);
  }

  /** The width of tokens' vectors in a network. */
  static int width(TransformerConfig config) {
    return config.hidden() - FIRST;
  }

  /**
   * Sets a new network's parameters.
   *
   * @param vectors of all tokens, [vocabulary][width]
   * @param begin id of what begins a document
   * @param table the queries' weights: tokens without one get none in documents either
   */
  static void set(
      TrainableTransformer network,
      Ranking ranking,
      float[][] vectors,
      int begin,
      Vocabulary vocabulary,
      float[] table) {
    LexicalStart start = new LexicalStart(network, ranking);
    start.embeddings(vectors, begin);
    for (int i = 0; i < start.config.layers(); i++) {
      start.layer(start.names.layer(start.config, i), i == 0);
    }
    start.head(vocabulary, table);
  }

  /** Solves s - s² / 2d = -ln(perToken) for the margin s of equal tokens. */
  static double margin(double perToken, int dimensions) {
    double wanted = -Math.log(perToken);
    double s = wanted;
    for (int i = 0; i < 100; i++) {
      s = wanted + s * s / (2 * dimensions);
    }
    return s;
  }

  private double margin() {
    return margin(ranking.perToken(), identity(config));
  }

  private void embeddings(float[][] vectors, int begin) {
    float[] words = new float[config.vocabularySize() * hidden];
    for (int id = 0; id < vectors.length; id++) {
      System.arraycopy(vectors[id], 0, words, id * hidden + FIRST, vectors[id].length);
    }
    double sink = margin() + Math.log(ranking.floor() / ranking.occurrence(0));
    words[begin * hidden + PULL] = (float) (sink / PULL_SCALE);
    put(names.words(), words);
    float[] positions = new float[config.positions() * hidden];
    for (int place = 0; place < config.positions(); place++) {
      positions[place * hidden + PULL] = (float) (Math.log(ranking.occurrence(place)) / PULL_SCALE);
      if (names.types().isEmpty()) {
        anchor(positions, place * hidden, 0);
      }
    }
    names.positions().ifPresent(name -> put(name, positions));
    if (names.types().isPresent()) {
      float[] types = new float[config.tokenTypes() * hidden];
      for (int type = 0; type < config.tokenTypes(); type++) {
        anchor(types, type * hidden, 0);
      }
      put(names.types().get(), types);
    }
    norm(names.embeddingsNorm());
  }

  private static void anchor(float[] values, int from, float middle) {
    values[from] = middle + ANCHOR;
    values[from + 1] = middle - ANCHOR;
  }

  /** Undoes the division by the anchors' deviation, and takes the anchors away. */
  private void norm(String name) {
    float[] gains = new float[hidden];
    Arrays.fill(gains, ANCHORS, hidden, (float) Math.sqrt(2.0 * ANCHOR * ANCHOR / hidden));
    put(name + ".weight", gains);
    put(name + ".bias", new float[hidden]);
  }

  private void layer(TransformerNames.Layer layer, boolean counts) {
    if (counts) {
      compare(layer);
    }
    float scale = counts ? (float) (ranking.gain() / ranking.distance()) : 0;
    put(layer.value().weight(), diagonal(FIRST, 1));
    bias(layer.value(), new float[hidden]);
    put(layer.attentionOutput().weight(), diagonal(FIRST, scale));
    bias(layer.attentionOutput(), anchors());
    norm(layer.attentionNorm());
    put(layer.down().weight(), new float[hidden * config.intermediate()]);
    bias(layer.down(), anchors());
    norm(layer.outputNorm());
  }

  /** Every head: identities times √(s·√d / share), and the pull. */
  private void compare(TransformerNames.Layer layer) {
    int size = config.headSize();
    int identity = identity(config);
    double root = Math.sqrt(size);
    float scale = (float) Math.sqrt(margin() * root / ranking.identity());
    float[] query = new float[hidden * hidden];
    float[] key = new float[hidden * hidden];
    float[] queryBias = new float[hidden];
    for (int head = 0; head < config.heads(); head++) {
      int first = head * size;
      for (int i = 0; i < identity; i++) {
        query[(first + i) * hidden + FIRST + i] = scale;
        key[(first + i) * hidden + FIRST + i] = scale;
      }
      key[(first + identity) * hidden + PULL] = PULL_SCALE;
      queryBias[first + identity] = (float) root;
    }
    put(layer.query().weight(), query);
    bias(layer.query(), queryBias);
    put(layer.key().weight(), key);
    bias(layer.key(), new float[hidden]);
  }

  private void head(Vocabulary vocabulary, float[] table) {
    put(names.transform().weight(), diagonal(FIRST, (float) ranking.distance()));
    float[] bias = new float[hidden];
    Arrays.fill(bias, ANCHOR + LINEAR);
    anchor(bias, 0, ANCHOR + LINEAR);
    bias(names.transform(), bias);
    norm(names.transformNorm());
    float[] decoder = new float[config.vocabularySize()];
    Arrays.fill(decoder, NEVER);
    for (int id = 0; id < vocabulary.size(); id++) {
      if (table[id] > 0 && !vocabulary.isSpecial(id)) {
        decoder[id] = (float) -ranking.distance();
      }
    }
    bias(names.decoder(), decoder);
  }

  private float[] anchors() {
    float[] bias = new float[hidden];
    anchor(bias, 0, 0);
    return bias;
  }

  private float[] diagonal(int from, float value) {
    float[] matrix = new float[hidden * hidden];
    for (int i = from; i < hidden; i++) {
      matrix[i * hidden + i] = value;
    }
    return matrix;
  }

  private void bias(Linear linear, float[] values) {
    put(linear.bias().orElseThrow(), values);
  }

  private void put(String name, float[] values) {
    TorchMemory.fill(parameters.get(name), FloatBuffer.wrap(values));
  }
}
