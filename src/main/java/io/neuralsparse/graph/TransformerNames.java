/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.model.TransformerConfig;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The parts of a masked-language transformer by the names that the published implementations save
 * them under: transformers' {@code BertForMaskedLM} and {@code DistilBertForMaskedLM}, and {@code
 * NewForMaskedLM} of mGTE.
 *
 * @param words embedding of token ids, [vocabulary, hidden]
 * @param positions embedding of positions, where they are learned
 * @param types embedding of token types, where there are any
 * @param embeddingsNorm what follows the sum of the embeddings
 * @param layers where layers are, without the index
 * @param transform the first half of the head
 * @param transformNorm what follows it
 * @param decoder the second half of the head, its weights perhaps the words'
 */
public record TransformerNames(
    String words,
    Optional<String> positions,
    Optional<String> types,
    String embeddingsNorm,
    String layers,
    Linear transform,
    String transformNorm,
    Linear decoder) {

  /**
   * One encoder layer.
   *
   * @param gate the perceptron's gate, where it has one
   */
  public record Layer(
      Linear query,
      Linear key,
      Linear value,
      Linear attentionOutput,
      String attentionNorm,
      Linear up,
      Optional<Linear> gate,
      Linear down,
      String outputNorm) {}

  private static final String WORDS = "embeddings.word_embeddings.weight";

  /**
   * The names of a network's parts.
   *
   * @param has whether a checkpoint has a tensor of that name: older ones lack the prefix, tell the
   *     decoder apart from the words, or name its bias otherwise
   */
  public static TransformerNames of(TransformerConfig config, Predicate<String> has) {
    return switch (config.architecture()) {
      case BERT ->
          of(
              config,
              has,
              new Schema(
                  "bert.",
                  "encoder.layer.",
                  "cls.predictions.transform.dense",
                  "cls.predictions.transform.LayerNorm",
                  "cls.predictions.decoder",
                  "cls.predictions.bias"));
      case DISTILBERT ->
          of(
              config,
              has,
              new Schema(
                  "distilbert.",
                  "transformer.layer.",
                  "vocab_transform",
                  "vocab_layer_norm",
                  "vocab_projector",
                  "vocab_projector.bias"));
      case NEW ->
          of(
              config,
              has,
              new Schema(
                  "new.",
                  "encoder.layer.",
                  "lm_head.dense",
                  "lm_head.norm",
                  "lm_head.decoder",
                  "lm_head.decoder.bias"));
    };
  }

  /** What differs in the names of everything but the layers' parts. */
  private record Schema(
      String prefix,
      String layers,
      String transform,
      String transformNorm,
      String decoder,
      String bias) {}

  private static TransformerNames of(
      TransformerConfig config, Predicate<String> has, Schema schema) {
    // The encoder alone, saved without the head around it, has no prefix.
    String prefix = has.test(WORDS) ? "" : schema.prefix;
    String bias =
        has.test(schema.bias) || !has.test(schema.decoder + ".bias")
            ? schema.bias
            : schema.decoder + ".bias";
    String words = prefix + WORDS;
    String own = schema.decoder + ".weight";
    int vocabulary = config.vocabularySize();
    return new TransformerNames(
        words,
        config.rotary().isPresent()
            ? Optional.empty()
            : Optional.of(prefix + "embeddings.position_embeddings.weight"),
        config.tokenTypes() == 0
            ? Optional.empty()
            : Optional.of(prefix + "embeddings.token_type_embeddings.weight"),
        prefix + "embeddings.LayerNorm",
        prefix + schema.layers,
        Linear.of(schema.transform, config.hidden(), config.hidden()),
        schema.transformNorm,
        new Linear(
            has.test(own) ? own : words,
            Optional.of(bias),
            config.hidden(),
            vocabulary,
            0,
            vocabulary));
  }

  /** The names in the layer of that index, from 0. */
  public Layer layer(TransformerConfig config, int index) {
    String layer = layers + index + ".";
    int hidden = config.hidden();
    int inner = config.intermediate();
    return switch (config.architecture()) {
      case BERT ->
          new Layer(
              Linear.of(layer + "attention.self.query", hidden, hidden),
              Linear.of(layer + "attention.self.key", hidden, hidden),
              Linear.of(layer + "attention.self.value", hidden, hidden),
              Linear.of(layer + "attention.output.dense", hidden, hidden),
              layer + "attention.output.LayerNorm",
              Linear.of(layer + "intermediate.dense", hidden, inner),
              Optional.empty(),
              Linear.of(layer + "output.dense", inner, hidden),
              layer + "output.LayerNorm");
      case DISTILBERT ->
          new Layer(
              Linear.of(layer + "attention.q_lin", hidden, hidden),
              Linear.of(layer + "attention.k_lin", hidden, hidden),
              Linear.of(layer + "attention.v_lin", hidden, hidden),
              Linear.of(layer + "attention.out_lin", hidden, hidden),
              layer + "sa_layer_norm",
              Linear.of(layer + "ffn.lin1", hidden, inner),
              Optional.empty(),
              Linear.of(layer + "ffn.lin2", inner, hidden),
              layer + "output_layer_norm");
      case NEW -> gated(layer, hidden, inner);
    };
  }

  private static Layer gated(String layer, int hidden, int inner) {
    Linear packed = Linear.of(layer + "attention.qkv_proj", hidden, 3 * hidden);
    Linear upAndGate = Linear.of(layer + "mlp.up_gate_proj", hidden, 2 * inner).withoutBias();
    return new Layer(
        packed.part(0, 3),
        packed.part(1, 3),
        packed.part(2, 3),
        Linear.of(layer + "attention.o_proj", hidden, hidden),
        layer + "attn_ln",
        upAndGate.part(0, 2),
        Optional.of(upAndGate.part(1, 2)),
        Linear.of(layer + "mlp.down_proj", inner, hidden),
        layer + "mlp_ln");
  }
}
