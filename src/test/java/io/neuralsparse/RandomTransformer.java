/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.TransformerConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A masked-language transformer with random weights, and the folder that Hugging Face's libraries
 * would save it as. Each tensor is a function of the seed and its name, so a network of any size
 * needs the memory of its largest tensor only.
 *
 * @param config what it is made of
 * @param options what may differ in a folder of one configuration
 * @param weights how the weights are drawn
 * @param seed of the weights
 */
public record RandomTransformer(
    TransformerConfig config, Options options, Distribution weights, long seed) {
  /**
   * Choices that a folder shows.
   *
   * @param type of the tensors
   * @param prefixed whether the encoder's tensors have the prefix of the whole model
   * @param ownDecoder whether the decoder has weights of its own rather than the words'
   */
  public record Options(
      ElementType type,
      boolean prefixed,
      boolean ownDecoder,
      Pooling pooling,
      Activation activation) {
    /** As the published v1 and v2 models are. */
    public static final Options USUAL =
        new Options(ElementType.F32, true, false, Pooling.MAX, Activation.RELU);
  }

  /** How much larger the large channels are. */
  private static final double LARGE = 10;

  private static final String INNER = ".*(intermediate\\.dense|ffn\\.lin1|up_gate_proj)\\.weight";
  private static final String INNER_READER =
      ".*(\\d\\.output\\.dense|ffn\\.lin2|down_proj)\\.weight";
  private static final String VOCABULARY_BIAS =
      "cls\\.predictions\\.bias|vocab_projector\\.bias|lm_head\\.decoder\\.bias";

  /** How weights are drawn. */
  public enum Distribution {
    /** Large enough that small networks are far from linear. */
    LIVELY,
    /**
     * As initialised: deviation 0.02; then what training is known to add, Student's t with four
     * degrees of freedom for heavy tails, gains of normalisations that differ from channel to
     * channel, some channels between the halves of a perceptron of ten times the size of the
     * others, which the second half makes up for (outliers: Dettmers et al. 2022, arXiv
     * 2208.07339), and a vocabulary of which a text keeps few tokens. What cannot be drawn at
     * random are large channels that a whole stack of layers passes on: such a network forgets its
     * text.
     */
    TRAINED
  }

  /** Shapes of all tensors, in the file's order. */
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    String p = options.prefixed ? prefix() : "";
    long h = config.hidden();
    long vocabulary = config.vocabularySize();
    shapes.put(p + "embeddings.word_embeddings.weight", List.of(vocabulary, h));
    if (config.rotary().isEmpty()) {
      shapes.put(
          p + "embeddings.position_embeddings.weight", List.of((long) config.positions(), h));
    }
    if (config.tokenTypes() > 0) {
      shapes.put(
          p + "embeddings.token_type_embeddings.weight", List.of((long) config.tokenTypes(), h));
    }
    norm(shapes, p + "embeddings.LayerNorm");
    for (int i = 0; i < config.layers(); i++) {
      layer(shapes, p, i);
    }
    head(shapes);
    return shapes;
  }

  private String prefix() {
    return switch (config.architecture()) {
      case BERT -> "bert.";
      case DISTILBERT -> "distilbert.";
      case NEW -> "new.";
    };
  }

  private void layer(Map<String, List<Long>> shapes, String p, int i) {
    long h = config.hidden();
    long inner = config.intermediate();
    switch (config.architecture()) {
      case BERT -> {
        String layer = p + "encoder.layer." + i + ".";
        for (String part : List.of("query", "key", "value")) {
          linear(shapes, layer + "attention.self." + part, h, h);
        }
        linear(shapes, layer + "attention.output.dense", h, h);
        norm(shapes, layer + "attention.output.LayerNorm");
        linear(shapes, layer + "intermediate.dense", inner, h);
        linear(shapes, layer + "output.dense", h, inner);
        norm(shapes, layer + "output.LayerNorm");
      }
      case DISTILBERT -> {
        String layer = p + "transformer.layer." + i + ".";
        for (String part : List.of("q_lin", "k_lin", "v_lin", "out_lin")) {
          linear(shapes, layer + "attention." + part, h, h);
        }
        norm(shapes, layer + "sa_layer_norm");
        linear(shapes, layer + "ffn.lin1", inner, h);
        linear(shapes, layer + "ffn.lin2", h, inner);
        norm(shapes, layer + "output_layer_norm");
      }
      case NEW -> {
        String layer = p + "encoder.layer." + i + ".";
        linear(shapes, layer + "attention.qkv_proj", 3 * h, h);
        linear(shapes, layer + "attention.o_proj", h, h);
        norm(shapes, layer + "attn_ln");
        shapes.put(layer + "mlp.up_gate_proj.weight", List.of(2 * inner, h));
        linear(shapes, layer + "mlp.down_proj", h, inner);
        norm(shapes, layer + "mlp_ln");
      }
    }
  }

  private void head(Map<String, List<Long>> shapes) {
    long h = config.hidden();
    long vocabulary = config.vocabularySize();
    String decoder;
    switch (config.architecture()) {
      case BERT -> {
        linear(shapes, "cls.predictions.transform.dense", h, h);
        norm(shapes, "cls.predictions.transform.LayerNorm");
        shapes.put("cls.predictions.bias", List.of(vocabulary));
        decoder = "cls.predictions.decoder.weight";
      }
      case DISTILBERT -> {
        linear(shapes, "vocab_transform", h, h);
        norm(shapes, "vocab_layer_norm");
        shapes.put("vocab_projector.bias", List.of(vocabulary));
        decoder = "vocab_projector.weight";
      }
      default -> {
        linear(shapes, "lm_head.dense", h, h);
        norm(shapes, "lm_head.norm");
        shapes.put("lm_head.decoder.bias", List.of(vocabulary));
        decoder = "lm_head.decoder.weight";
      }
    }
    if (options.ownDecoder) {
      shapes.put(decoder, List.of(vocabulary, h));
    }
  }

  private static void linear(Map<String, List<Long>> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", List.of(out, in));
    shapes.put(name + ".bias", List.of(out));
  }

  private void norm(Map<String, List<Long>> shapes, String name) {
    shapes.put(name + ".weight", List.of((long) config.hidden()));
    shapes.put(name + ".bias", List.of((long) config.hidden()));
  }

  /** The elements of a tensor, rounded to the file's type. */
  public float[] values(String name, List<Long> shape) {
    float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
    Random random = new Random(seed * 31 + name.hashCode());
    boolean gain = name.toLowerCase(Locale.ROOT).matches(".*(norm|_ln)\\.weight");
    boolean matrix = shape.size() == 2;
    int width = shape.getLast().intValue();
    float[] tails = matrix && weights == Distribution.TRAINED ? tails(random) : null;
    // Large channels, and what makes up for them where they are read.
    double rows = matrix && name.matches(INNER) ? LARGE : 1;
    double columns = matrix && name.matches(INNER_READER) ? 1 / LARGE : 1;
    double rare = name.matches(VOCABULARY_BIAS) ? 0.1 * Math.sqrt(config.hidden()) : 0;
    for (int i = 0; i < values.length; i++) {
      double value;
      if (tails != null) {
        value = tails[random.nextInt() & (tails.length - 1)];
        value *= isLarge(i / width) ? rows : 1;
        value *= isLarge(i % width) ? columns : 1;
      } else if (weights == Distribution.LIVELY) {
        value = lively(random, gain, matrix);
      } else {
        value = trained(random, gain) - rare;
      }
      values[i] = round((float) value);
    }
    return values;
  }

  private double lively(Random random, boolean gain, boolean matrix) {
    double z = random.nextGaussian();
    double spread = matrix ? 1.2 / Math.sqrt(config.hidden()) : 0.2;
    return (gain ? 1 : 0) + z * spread;
  }

  /** Values to draw from, which is much faster than to make each. */
  private static float[] tails(Random random) {
    float[] tails = new float[1 << 16];
    for (int i = 0; i < tails.length; i++) {
      double chi = 0;
      for (int j = 0; j < 4; j++) {
        double y = random.nextGaussian();
        chi += y * y;
      }
      tails[i] = (float) (0.03 * random.nextGaussian() / Math.sqrt(chi / 2));
    }
    return tails;
  }

  private static double trained(Random random, boolean gain) {
    double z = random.nextGaussian();
    return gain ? 0.8 + 0.15 * z : 0.05 * z;
  }

  private static boolean isLarge(int channel) {
    return channel % 193 == 77;
  }

  private float round(float value) {
    return switch (options.type) {
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case BF16 -> Float.intBitsToFloat((Float.floatToIntBits(value) >>> 16) << 16);
      default -> value;
    };
  }

  /** Number of all weights. */
  public long parameters() {
    return shapes().values().stream()
        .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  /** Writes {@code config.json} and {@code model.safetensors}. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), json().toString());
    List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
    shapes()
        .forEach(
            (name, shape) ->
                declarations.add(new SafetensorsWriter.Declaration(name, options.type, shape)));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            folder.resolve("model.safetensors"), declarations, Map.of("format", "pt"))) {
      for (SafetensorsWriter.Declaration tensor : declarations) {
        writer.write(tensor.name(), FloatBuffer.wrap(values(tensor.name(), tensor.shape())));
      }
      writer.finish();
    }
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    JsonArray architectures = new JsonArray();
    architectures.add(config.architecture().className());
    json.add("architectures", architectures);
    boolean distil = config.architecture() == Architecture.DISTILBERT;
    json.addProperty(distil ? "n_layers" : "num_hidden_layers", config.layers());
    json.addProperty(distil ? "dim" : "hidden_size", config.hidden());
    json.addProperty(distil ? "n_heads" : "num_attention_heads", config.heads());
    json.addProperty(distil ? "hidden_dim" : "intermediate_size", config.intermediate());
    json.addProperty("vocab_size", config.vocabularySize());
    json.addProperty("max_position_embeddings", config.positions());
    String function =
        switch (config.hiddenActivation()) {
          case GELU -> "gelu";
          case GELU_TANH -> "gelu_new";
          case RELU -> "relu";
        };
    json.addProperty(distil ? "activation" : "hidden_act", function);
    if (!distil) {
      json.addProperty("type_vocab_size", config.tokenTypes());
      json.addProperty("layer_norm_eps", config.layerNormEpsilon());
    }
    config
        .rotary()
        .ifPresent(
            rotary -> {
              json.addProperty("position_embedding_type", "rope");
              json.addProperty("rope_theta", rotary.theta());
              JsonObject scaling = new JsonObject();
              scaling.addProperty("type", "ntk");
              scaling.addProperty("factor", rotary.scalingFactor());
              json.add("rope_scaling", scaling);
            });
    JsonObject own = new JsonObject();
    own.addProperty("pooling", options.pooling.label());
    own.addProperty("activation", options.activation.label());
    json.add("neural_sparse", own);
    return json;
  }
}
