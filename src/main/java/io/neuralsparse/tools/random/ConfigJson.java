/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.TransformerConfig;
import java.util.Locale;

/** A {@code config.json} as transformers writes it. */
final class ConfigJson {
  private ConfigJson() {}

  static JsonObject of(RandomFolder folder) {
    TransformerConfig config = folder.config();
    JsonObject json = new JsonObject();
    JsonArray architectures = new JsonArray();
    architectures.add(config.architecture().className());
    json.add("architectures", architectures);
    json.addProperty("vocab_size", config.vocabularySize());
    json.addProperty("max_position_embeddings", config.positions());
    switch (config.architecture()) {
      case BERT -> bert(json, config, "bert", "absolute");
      case DISTILBERT -> distilBert(json, config);
      case NEW -> alibabaNew(json, config);
    }
    boolean usual = folder.pooling() == Pooling.MAX && folder.activation() == Activation.RELU;
    if (folder.form() == FolderForm.PLAIN && !usual) {
      JsonObject own = new JsonObject();
      own.addProperty("pooling", folder.pooling().label());
      own.addProperty("activation", folder.activation().label());
      json.add("neural_sparse", own);
    }
    return json;
  }

  private static void bert(
      JsonObject json, TransformerConfig config, String type, String positions) {
    json.addProperty("model_type", type);
    json.addProperty("hidden_size", config.hidden());
    json.addProperty("num_hidden_layers", config.layers());
    json.addProperty("num_attention_heads", config.heads());
    json.addProperty("intermediate_size", config.intermediate());
    json.addProperty("hidden_act", activation(config));
    json.addProperty("layer_norm_eps", config.layerNormEpsilon());
    json.addProperty("type_vocab_size", config.tokenTypes());
    json.addProperty("position_embedding_type", positions);
  }

  private static void distilBert(JsonObject json, TransformerConfig config) {
    json.addProperty("model_type", "distilbert");
    json.addProperty("dim", config.hidden());
    json.addProperty("n_layers", config.layers());
    json.addProperty("n_heads", config.heads());
    json.addProperty("hidden_dim", config.intermediate());
    json.addProperty("activation", activation(config));
  }

  private static void alibabaNew(JsonObject json, TransformerConfig config) {
    bert(json, config, "new", "rope");
    TransformerConfig.Rotary rotary = config.rotary().orElseThrow();
    json.addProperty("rope_theta", rotary.theta());
    if (rotary.scalingFactor() != 1) {
      JsonObject scaling = new JsonObject();
      scaling.addProperty("factor", rotary.scalingFactor());
      scaling.addProperty("type", "ntk");
      json.add("rope_scaling", scaling);
    }
    json.addProperty("layer_norm_type", "layer_norm");
    json.addProperty("pack_qkv", true);
    json.addProperty("logn_attention_scale", false);
  }

  private static String activation(TransformerConfig config) {
    return switch (config.hiddenActivation()) {
      case GELU_TANH -> "gelu_new";
      default -> config.hiddenActivation().name().toLowerCase(Locale.ROOT);
    };
  }
}
