/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Optional;

/**
 * Reads a {@link TransformerConfig} from the {@code config.json} of transformers. Where that file
 * may leave a value out, the default is the library's own; a value that would change the network in
 * a way that is not built here is an error.
 */
final class TransformerParser {
  private static final int MAX_LAYERS = 1_000;
  private static final int MAX_WIDTH = 1 << 20;
  private static final int MAX_VOCABULARY = 4_000_000;
  private static final int MAX_POSITIONS = 1 << 24;
  private static final int MIN_POSITIONS = 4;

  /** Of the layer norms: in every published model, and where the file does not say. */
  private static final double EPSILON = 1e-12;

  private final JsonFields fields;

  private TransformerParser(JsonFields fields) {
    this.fields = fields;
  }

  static TransformerConfig parse(ModelFolder folder, JsonFields fields, Architecture architecture) {
    TransformerParser parser = new TransformerParser(fields);
    try {
      return switch (architecture) {
        case BERT -> parser.bert();
        case DISTILBERT -> parser.distilBert();
        case NEW -> parser.alibabaNew();
      };
    } catch (ModelException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw folder.fault(fields.file(), e.getMessage(), e);
    }
  }

  private TransformerConfig bert() {
    only("position_embedding_type", "absolute");
    if (fields.isTrue("is_decoder")) {
      throw fields.fault("is_decoder", "must be false");
    }
    return common(
        Architecture.BERT, fields.integer("type_vocab_size", 1, MAX_WIDTH, 2), Optional.empty());
  }

  private TransformerConfig distilBert() {
    return new TransformerConfig(
        Architecture.DISTILBERT,
        fields.integer("n_layers", 1, MAX_LAYERS),
        fields.integer("dim", 1, MAX_WIDTH),
        fields.integer("n_heads", 1, MAX_WIDTH),
        fields.integer("hidden_dim", 1, MAX_WIDTH),
        fields.integer("vocab_size", 1, MAX_VOCABULARY),
        fields.integer("max_position_embeddings", MIN_POSITIONS, MAX_POSITIONS),
        0,
        (float) EPSILON,
        activation("activation"),
        Optional.empty());
  }

  private TransformerConfig alibabaNew() {
    only("position_embedding_type", "rope");
    only("layer_norm_type", "layer_norm");
    if (fields.has("pack_qkv") && !fields.isTrue("pack_qkv")) {
      throw fields.fault("pack_qkv", "must be true");
    }
    if (fields.isTrue("logn_attention_scale")) {
      throw fields.fault("logn_attention_scale", "must be false");
    }
    double theta = fields.number("rope_theta", 1, 1e12, 10_000);
    return common(
        Architecture.NEW,
        fields.integer("type_vocab_size", 0, MAX_WIDTH, 1),
        Optional.of(new TransformerConfig.Rotary(theta, scalingFactor())));
  }

  private double scalingFactor() {
    Optional<JsonFields> scaling = fields.object("rope_scaling");
    if (scaling.isEmpty()) {
      return 1;
    }
    JsonFields ntk = scaling.get();
    String key = ntk.has("rope_type") ? "rope_type" : "type";
    if (!ntk.text(key).orElse("").equals("ntk")) {
      throw ntk.fault(key, "must be ntk");
    }
    if (ntk.has("mixed_b")) {
      throw ntk.fault("mixed_b", "must be null");
    }
    return ntk.number("factor", 1, 1e6);
  }

  private TransformerConfig common(
      Architecture architecture, int tokenTypes, Optional<TransformerConfig.Rotary> rotary) {
    return new TransformerConfig(
        architecture,
        fields.integer("num_hidden_layers", 1, MAX_LAYERS),
        fields.integer("hidden_size", 1, MAX_WIDTH),
        fields.integer("num_attention_heads", 1, MAX_WIDTH),
        fields.integer("intermediate_size", 1, MAX_WIDTH),
        fields.integer("vocab_size", 1, MAX_VOCABULARY),
        fields.integer("max_position_embeddings", MIN_POSITIONS, MAX_POSITIONS),
        tokenTypes,
        (float) fields.number("layer_norm_eps", Float.MIN_NORMAL, 1, EPSILON),
        activation("hidden_act"),
        rotary);
  }

  private HiddenActivation activation(String key) {
    return HiddenActivation.named(fields.text(key).orElse("gelu"))
        .orElseThrow(
            () -> fields.fault(key, "must be one of gelu, gelu_new, gelu_pytorch_tanh and relu"));
  }

  private void only(String key, String value) {
    if (!fields.text(key).orElse(value).equals(value)) {
      throw fields.fault(key, "must be " + value);
    }
  }
}
