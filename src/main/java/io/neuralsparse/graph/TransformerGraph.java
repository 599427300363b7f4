/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.TransformerConfig;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The graph of a masked-language transformer with a sparse encoder's pooling: token ids to weights.
 *
 * <p>An encoder layer is, in all three architectures, with N a layer normalisation (Vaswani et al.
 * 2017, arXiv 1706.03762, "post-norm"),
 *
 * <pre>
 *   h ← N( h + O · attention(h) )
 *   h ← N( h + D · f(U·h) )              BERT, DistilBERT
 *   h ← N( h + D · ( f(G·h) ∘ U·h ) )    NEW
 * </pre>
 *
 * <p>States are kept as [batch · tokens, hidden]: products then take the matrices as checkpoints
 * have them.
 *
 * <p>Inputs {@code input_ids} and {@code attention_mask}, int64 [batch, tokens]; output {@code
 * weights}, float [batch, vocabulary]. Token types are all 0, as for a single text.
 */
public final class TransformerGraph {
  private final TransformerConfig config;
  private final Operators operators;
  private final GraphBuilder g = new GraphBuilder("v");
  private final Weights weights;
  private final TransformerNames names;
  private final Projection projection;

  private TransformerGraph(
      TransformerConfig config, Tensors tensors, Precision precision, Operators operators) {
    this.config = config;
    this.operators = operators;
    this.weights = new Weights(g, tensors);
    this.names = TransformerNames.of(config, tensors::has);
    this.projection = Projection.of(precision, g, weights, operators);
  }

  /**
   * Builds the graph.
   *
   * @param network what to build, with {@code tensors} as its weights
   * @param precision of the linear layers' products, the vocabulary's included
   * @param specialIds ids whose weights are always 0
   * @throws io.neuralsparse.model.ModelException when a tensor is missing, or has another shape or
   *     type than the configuration calls for
   */
  public static WeightedGraph build(
      Network.Transformer network,
      Tensors tensors,
      Precision precision,
      int[] specialIds,
      Operators operators) {
    return new TransformerGraph(network.config(), tensors, precision, operators)
        .build(network, specialIds);
  }

  /** The size of the largest tensor of a run, in floats. */
  public static long floats(TransformerConfig config, Operators operators, int texts, int tokens) {
    long rows = (long) texts * tokens;
    long scores = Attention.floats(config, operators, texts, tokens);
    long widest = Math.max(config.intermediate(), VocabularyHead.CHUNK);
    return Math.max(Math.max(rows * widest, scores), (long) texts * config.vocabularySize());
  }

  private WeightedGraph build(Network.Transformer network, int[] specialIds) {
    String ids = g.input("input_ids");
    String mask = g.input("attention_mask");
    String shape = g.node("Shape", List.of(ids));
    String states = embeddings(ids, shape);
    Attention attention = new Attention(g, config, operators, shape, mask);
    for (int i = 0; i < config.layers(); i++) {
      states = layer(names.layer(config, i), states, attention);
    }
    String transformed = activate(projection.apply(states, names.transform()));
    VocabularyHead head =
        new VocabularyHead(g, projection, config, names.decoder(), network.activation());
    g.output(
        head.build(
            network.pooling(),
            normalise(transformed, names.transformNorm()),
            shape,
            mask,
            specialIds));

    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(OnnxTypes.IR_VERSION)
            .setProducerName("neural-sparse")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OnnxTypes.OPSET));
    if (operators == Operators.RUNTIME) {
      model.addOpsetImport(
          OperatorSetIdProto.newBuilder().setDomain(GraphBuilder.RUNTIME_DOMAIN).setVersion(1));
    }
    model.setGraph(g.build(config.architecture().className()));
    byte[] bytes = model.build().toByteArray();
    return new WeightedGraph(
        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), weights.list());
  }

  /** The first states, [batch · tokens, hidden]. */
  private String embeddings(String ids, String shape) {
    String words =
        operators == Operators.RUNTIME
            ? weights.inputTable(names.words(), config.vocabularySize(), config.hidden())
            : weights.table(names.words(), config.vocabularySize(), config.hidden());
    String sum = rows(words, names.words(), ids); // [batch, tokens, hidden]
    if (names.positions().isPresent()) {
      String tokens = g.node("Gather", List.of(shape, g.list(1)));
      String table = weights.table(names.positions().get(), config.positions(), config.hidden());
      String first = g.node("Slice", List.of(table, g.list(0), tokens, g.list(0)));
      sum = g.node("Add", List.of(sum, toFloat(first, names.positions().get())));
    }
    if (names.types().isPresent()) {
      String name = names.types().get();
      String table = weights.table(name, config.tokenTypes(), config.hidden());
      sum = g.node("Add", List.of(sum, rows(table, name, g.list(0))));
    }
    String flat = g.node("Reshape", List.of(sum, g.list(-1, config.hidden())));
    return normalise(flat, names.embeddingsNorm());
  }

  private String rows(String table, String tensor, String indices) {
    return toFloat(g.node("Gather", List.of(table, indices)), tensor);
  }

  private String toFloat(String rows, String table) {
    return weights.type(table) == ElementType.F32
        ? rows
        : g.node("Cast", List.of(rows), GraphBuilder.attribute("to", OnnxTypes.FLOAT));
  }

  private String layer(TransformerNames.Layer layer, String states, Attention attention) {
    String context =
        attention.apply(
            projection.apply(states, layer.query()),
            projection.apply(states, layer.key()),
            projection.apply(states, layer.value()));
    String attended = projection.apply(context, layer.attentionOutput());
    String middle = normalise(g.node("Add", List.of(attended, states)), layer.attentionNorm());

    String inner = projection.apply(middle, layer.up());
    if (layer.gate().isEmpty()) {
      inner = activate(inner);
    } else {
      String gate = activate(projection.apply(middle, layer.gate().get()));
      inner = g.node("Mul", List.of(gate, inner));
    }
    String perceptron = projection.apply(inner, layer.down());
    return normalise(g.node("Add", List.of(perceptron, middle)), layer.outputNorm());
  }

  private String activate(String states) {
    if (config.hiddenActivation() == HiddenActivation.RELU) {
      return g.node("Relu", List.of(states));
    }
    AttributeProto approximation =
        GraphBuilder.attribute(
            "approximate",
            config.hiddenActivation() == HiddenActivation.GELU_TANH ? "tanh" : "none");
    return g.node("Gelu", List.of(states), approximation);
  }

  private String normalise(String states, String name) {
    return g.node(
        "LayerNormalization",
        List.of(
            states,
            weights.norm(name, "weight", "gamma", config.hidden()),
            weights.norm(name, "bias", "beta", config.hidden())),
        GraphBuilder.attribute("axis", -1),
        GraphBuilder.attribute("epsilon", config.layerNormEpsilon()));
  }
}
