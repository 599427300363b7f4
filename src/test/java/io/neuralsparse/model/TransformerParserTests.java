/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import org.opensearch.test.OpenSearchTestCase;

public class TransformerParserTests extends OpenSearchTestCase {
  private static final String BERT =
      "'num_hidden_layers': 12, 'hidden_size': 768, 'num_attention_heads': 12,"
          + " 'intermediate_size': 3072, 'vocab_size': 30522, 'max_position_embeddings': 512";
  private static final String DISTILBERT =
      "'n_layers': 6, 'dim': 768, 'n_heads': 12, 'hidden_dim': 3072, 'vocab_size': 30522,"
          + " 'max_position_embeddings': 512";
  private static final String NEW = BERT.replace("30522", "30528").replace("512", "8192");

  private static TransformerConfig parse(Architecture architecture, String json) {
    ModelFolder folder = new ModelFolder("m", Path.of("m"));
    JsonObject object = new Gson().fromJson("{" + json.replace('\'', '"') + "}", JsonObject.class);
    return TransformerParser.parse(
        folder, new JsonFields(folder, "config.json", "", object), architecture);
  }

  private static void assertFault(Architecture architecture, String json, String cause) {
    ModelException e = expectThrows(ModelException.class, () -> parse(architecture, json));
    assertEquals("model [m], file [config.json]: " + cause, e.getMessage());
  }

  public void testBert() {
    assertEquals(
        new TransformerConfig(
            Architecture.BERT,
            12,
            768,
            12,
            3072,
            30522,
            512,
            2,
            1e-12f,
            HiddenActivation.GELU,
            Optional.empty()),
        parse(Architecture.BERT, BERT));
    TransformerConfig config =
        parse(
            Architecture.BERT,
            BERT
                + ", 'type_vocab_size': 1, 'layer_norm_eps': 1e-05, 'hidden_act': 'gelu_new',"
                + " 'position_embedding_type': 'absolute', 'is_decoder': false");
    assertEquals(1, config.tokenTypes());
    assertEquals(1e-5f, config.layerNormEpsilon(), 0);
    assertEquals(HiddenActivation.GELU_TANH, config.hiddenActivation());
    assertEquals(64, config.headSize());
  }

  public void testDistilBert() {
    assertEquals(
        new TransformerConfig(
            Architecture.DISTILBERT,
            6,
            768,
            12,
            3072,
            30522,
            512,
            0,
            1e-12f,
            HiddenActivation.RELU,
            Optional.empty()),
        parse(Architecture.DISTILBERT, DISTILBERT + ", 'activation': 'relu'"));
  }

  public void testNew() {
    assertEquals(
        new TransformerConfig(
            Architecture.NEW,
            12,
            768,
            12,
            3072,
            30528,
            8192,
            0,
            1e-12f,
            HiddenActivation.GELU,
            Optional.of(new TransformerConfig.Rotary(500000, 2))),
        parse(
            Architecture.NEW,
            NEW
                + ", 'type_vocab_size': 0, 'rope_theta': 500000, 'rope_scaling': {'type': 'ntk',"
                + " 'factor': 2.0}, 'pack_qkv': true, 'layer_norm_type': 'layer_norm',"
                + " 'position_embedding_type': 'rope', 'logn_attention_scale': false"));
    TransformerConfig plain = parse(Architecture.NEW, NEW + ", 'rope_scaling': null");
    assertEquals(Optional.of(new TransformerConfig.Rotary(10000, 1)), plain.rotary());
    assertEquals(1, plain.tokenTypes());
  }

  public void testSizes() {
    assertFault(
        Architecture.BERT,
        BERT.replace("768", "770"),
        "the hidden size must be a multiple of the attention heads, got [770] and [12]");
    assertFault(
        Architecture.BERT,
        BERT.replace("'num_hidden_layers': 12", "'num_hidden_layers': 0"),
        "[num_hidden_layers] must be a whole number from 1 to 1000, got [0]");
    assertFault(
        Architecture.BERT,
        BERT.replace("3072", "1e9"),
        "[intermediate_size] must be a whole number from 1 to 1048576, got [1e9]");
    assertFault(
        Architecture.DISTILBERT,
        DISTILBERT.replace("'dim': 768, ", ""),
        "[dim] must be a whole number from 1 to 1048576, got [null]");
    assertFault(
        Architecture.DISTILBERT,
        DISTILBERT.replace("'n_heads': 12", "'n_heads': '12'"),
        "[n_heads] must be a whole number from 1 to 1048576, got [12]");
    assertFault(
        Architecture.BERT,
        BERT + ", 'layer_norm_eps': 0",
        "[layer_norm_eps] must be from 1.1754943508222875E-38 to 1.0, got [0]");
    assertFault(
        Architecture.NEW,
        NEW.replace("768", "12"),
        "rotary positions need an even number of values a head, got [1]");
  }

  public void testWhatIsNotBuilt() {
    assertFault(
        Architecture.BERT,
        BERT + ", 'hidden_act': 'silu'",
        "[hidden_act] must be one of gelu, gelu_new, gelu_pytorch_tanh and relu, got [silu]");
    assertFault(
        Architecture.BERT,
        BERT + ", 'position_embedding_type': 'relative_key'",
        "[position_embedding_type] must be absolute, got [relative_key]");
    assertFault(
        Architecture.BERT, BERT + ", 'is_decoder': true", "[is_decoder] must be false, got [true]");
    assertFault(
        Architecture.NEW,
        NEW + ", 'position_embedding_type': 'absolute'",
        "[position_embedding_type] must be rope, got [absolute]");
    assertFault(
        Architecture.NEW,
        NEW + ", 'layer_norm_type': 'rms_norm'",
        "[layer_norm_type] must be layer_norm, got [rms_norm]");
    assertFault(
        Architecture.NEW, NEW + ", 'pack_qkv': false", "[pack_qkv] must be true, got [false]");
    assertFault(
        Architecture.NEW,
        NEW + ", 'logn_attention_scale': true",
        "[logn_attention_scale] must be false, got [true]");
    assertFault(
        Architecture.NEW,
        NEW + ", 'rope_scaling': {'type': 'linear', 'factor': 2}",
        "[rope_scaling.type] must be ntk, got [linear]");
    assertFault(
        Architecture.NEW,
        NEW + ", 'rope_scaling': {'type': 'ntk', 'factor': 2, 'mixed_b': 0.6}",
        "[rope_scaling.mixed_b] must be null, got [0.6]");
    assertFault(
        Architecture.NEW,
        NEW + ", 'rope_scaling': {'rope_type': 'ntk'}",
        "[rope_scaling.factor] must be a number, got [null]");
  }
}
