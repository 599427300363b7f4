/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.TransformerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link RandomTransformer} computed once more, from the published formulas alone: one text at a
 * time, no padding, no mask, plain loops over doubles. Shares no code with the graphs.
 */
public final class ReferenceTransformer {
  private final RandomTransformer network;
  private final TransformerConfig config;
  private final Map<String, float[]> tensors = new HashMap<>();
  private final String prefix;

  /** Draws all weights. */
  public ReferenceTransformer(RandomTransformer network) {
    this.network = network;
    this.config = network.config();
    network.shapes().forEach((name, shape) -> tensors.put(name, network.values(name, shape)));
    this.prefix =
        tensors.keySet().stream()
            .filter(name -> name.endsWith("embeddings.word_embeddings.weight"))
            .map(name -> name.replace("embeddings.word_embeddings.weight", ""))
            .findFirst()
            .orElseThrow();
  }

  /** The elements of a tensor; a change of one counts from the next text on. */
  public float[] tensor(String name) {
    return tensors.get(name);
  }

  /** The weights of a text, [vocabulary]; those of special ids too. */
  public double[] weights(long[] ids) {
    double[][] states = embed(ids);
    for (int i = 0; i < config.layers(); i++) {
      layer(states, i);
    }
    double[] weights = new double[config.vocabularySize()];
    for (double[] state : states) {
      double[] logits = logits(state);
      for (int t = 0; t < weights.length; t++) {
        double value = activate(logits[t]);
        weights[t] =
            network.options().pooling() == Pooling.MAX
                ? Math.max(weights[t], value)
                : weights[t] + value;
      }
    }
    return weights;
  }

  private double activate(double logit) {
    double once = Math.log(1 + Math.max(logit, 0));
    return network.options().activation() == Activation.RELU ? once : Math.log(1 + once);
  }

  private double[][] embed(long[] ids) {
    int width = config.hidden();
    double[][] states = new double[ids.length][width];
    for (int p = 0; p < ids.length; p++) {
      for (int i = 0; i < width; i++) {
        double sum = get("embeddings.word_embeddings.weight")[(int) ids[p] * width + i];
        if (config.architecture() != Architecture.NEW) {
          sum += get("embeddings.position_embeddings.weight")[p * width + i];
        }
        if (config.tokenTypes() > 0) {
          sum += get("embeddings.token_type_embeddings.weight")[i];
        }
        states[p][i] = sum;
      }
      states[p] = norm(states[p], prefix + "embeddings.LayerNorm");
    }
    return states;
  }

  private void layer(double[][] states, int index) {
    boolean distil = config.architecture() == Architecture.DISTILBERT;
    String layer = prefix + (distil ? "transformer" : "encoder") + ".layer." + index + ".";
    double[][][] qkv = new double[states.length][][];
    for (int p = 0; p < states.length; p++) {
      qkv[p] = queryKeyValue(layer, states[p], p);
    }
    String output =
        switch (config.architecture()) {
          case BERT -> "attention.output.dense";
          case DISTILBERT -> "attention.out_lin";
          case NEW -> "attention.o_proj";
        };
    String norm =
        switch (config.architecture()) {
          case BERT -> "attention.output.LayerNorm";
          case DISTILBERT -> "sa_layer_norm";
          case NEW -> "attn_ln";
        };
    double[][] attended = new double[states.length][];
    for (int p = 0; p < states.length; p++) {
      attended[p] = linear(attend(qkv, p), layer + output);
    }
    for (int p = 0; p < states.length; p++) {
      double[] middle = norm(sum(states[p], attended[p]), layer + norm);
      states[p] = norm(sum(middle, perceptron(layer, middle)), layer + outputNorm());
    }
  }

  private String outputNorm() {
    return switch (config.architecture()) {
      case BERT -> "output.LayerNorm";
      case DISTILBERT -> "output_layer_norm";
      case NEW -> "mlp_ln";
    };
  }

  private double[][] queryKeyValue(String layer, double[] state, int position) {
    if (config.architecture() == Architecture.NEW) {
      double[] packed = linear(state, layer + "attention.qkv_proj");
      int h = config.hidden();
      double[][] parts = new double[3][h];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(packed, i * h, parts[i], 0, h);
      }
      return new double[][] {rotate(parts[0], position), rotate(parts[1], position), parts[2]};
    }
    List<String> names =
        config.architecture() == Architecture.BERT
            ? List.of("self.query", "self.key", "self.value")
            : List.of("q_lin", "k_lin", "v_lin");
    return names.stream()
        .map(name -> linear(state, layer + "attention." + name))
        .toArray(double[][]::new);
  }

  /** x·cos + rotate_half(x)·sin, where rotate_half((a, b)) = (-b, a) for the halves of a head. */
  private double[] rotate(double[] x, int position) {
    TransformerConfig.Rotary rotary = config.rotary().orElseThrow();
    int size = config.hidden() / config.heads();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int start = i / size * size;
      int within = i % size;
      int pair = within % (size / 2);
      double inverse =
          1
              / Math.pow(rotary.theta() * rotary.scalingFactor(), 2.0 * pair / size)
              / Math.pow(rotary.scalingFactor(), 2.0 / size);
      double half =
          within < size / 2 ? -x[start + within + size / 2] : x[start + within - size / 2];
      y[i] = x[i] * Math.cos(position * inverse) + half * Math.sin(position * inverse);
    }
    return y;
  }

  private double[] attend(double[][][] qkv, int position) {
    int size = config.hidden() / config.heads();
    double[] context = new double[config.hidden()];
    for (int head = 0; head < config.heads(); head++) {
      double[] shares = new double[qkv.length];
      double total = 0;
      for (int other = 0; other < qkv.length; other++) {
        double score = 0;
        for (int i = head * size; i < (head + 1) * size; i++) {
          score += qkv[position][0][i] * qkv[other][1][i];
        }
        shares[other] = Math.exp(score / Math.sqrt(size));
        total += shares[other];
      }
      for (int other = 0; other < qkv.length; other++) {
        for (int i = head * size; i < (head + 1) * size; i++) {
          context[i] += shares[other] / total * qkv[other][2][i];
        }
      }
    }
    return context;
  }

  private double[] perceptron(String layer, double[] state) {
    return switch (config.architecture()) {
      case BERT ->
          linear(function(linear(state, layer + "intermediate.dense")), layer + "output.dense");
      case DISTILBERT -> linear(function(linear(state, layer + "ffn.lin1")), layer + "ffn.lin2");
      case NEW -> {
        double[] both = linear(state, layer + "mlp.up_gate_proj");
        int inner = config.intermediate();
        double[] gate = new double[inner];
        System.arraycopy(both, inner, gate, 0, inner);
        gate = function(gate);
        for (int i = 0; i < inner; i++) {
          gate[i] *= both[i];
        }
        yield linear(gate, layer + "mlp.down_proj");
      }
    };
  }

  private double[] logits(double[] state) {
    String[] names =
        switch (config.architecture()) {
          case BERT ->
              new String[] {
                "cls.predictions.transform.dense",
                "cls.predictions.transform.LayerNorm",
                "cls.predictions.decoder.weight",
                "cls.predictions.bias"
              };
          case DISTILBERT ->
              new String[] {
                "vocab_transform",
                "vocab_layer_norm",
                "vocab_projector.weight",
                "vocab_projector.bias"
              };
          case NEW ->
              new String[] {
                "lm_head.dense", "lm_head.norm", "lm_head.decoder.weight", "lm_head.decoder.bias"
              };
        };
    double[] transformed = norm(function(linear(state, names[0])), names[1]);
    float[] decoder = tensors.getOrDefault(names[2], get("embeddings.word_embeddings.weight"));
    return product(transformed, decoder, tensors.get(names[3]));
  }

  private double[] function(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          switch (config.hiddenActivation()) {
            case GELU -> x[i] * normal(x[i]);
            case GELU_TANH ->
                x[i]
                    / 2
                    * (1
                        + Math.tanh(
                            Math.sqrt(2 / Math.PI) * (x[i] + 0.044715 * Math.pow(x[i], 3))));
            case RELU -> Math.max(x[i], 0);
          };
    }
    return y;
  }

  /** The normal distribution function: 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + …). */
  static double normal(double x) {
    if (Math.abs(x) > 12) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-18 * Math.abs(sum) && k < 1000; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private double[] linear(double[] x, String name) {
    return product(x, tensors.get(name + ".weight"), tensors.get(name + ".bias"));
  }

  private static double[] product(double[] x, float[] matrix, float[] bias) {
    double[] y = new double[matrix.length / x.length];
    for (int o = 0; o < y.length; o++) {
      double sum = bias == null ? 0 : bias[o];
      for (int i = 0; i < x.length; i++) {
        sum += (double) matrix[o * x.length + i] * x[i];
      }
      y[o] = sum;
    }
    return y;
  }

  private double[] norm(double[] x, String name) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          (x[i] - mean)
                  / Math.sqrt(variance + config.layerNormEpsilon())
                  * tensors.get(name + ".weight")[i]
              + tensors.get(name + ".bias")[i];
    }
    return y;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  private float[] get(String name) {
    return tensors.get(prefix + name);
  }
}
