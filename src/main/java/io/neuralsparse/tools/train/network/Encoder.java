/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.norm.LayerNorm;
import io.neuralsparse.graph.Linear;
import io.neuralsparse.graph.TransformerNames;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.tools.train.torch.Scaling;
import java.util.function.Supplier;

/**
 * One pass of a network over a batch: Devlin et al. 2019 (arXiv 1810.04805), Sanh et al. 2019
 * (arXiv 1910.01108); layer normalisation after each residual.
 */
final class Encoder {
  /** Added to what the attention must not see, before its softmax. */
  private static final float HIDDEN = -1e9f;

  private static final double ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  private final TransformerConfig config;
  private final Parameters parameters;
  private final float dropout;
  private final RoughLinear rough;

  /**
   * @param rough what computes the layers' products, or null for floats
   */
  Encoder(TransformerConfig config, Parameters parameters, float dropout, RoughLinear rough) {
    this.config = config;
    this.parameters = parameters;
    this.dropout = dropout;
    this.rough = rough;
  }

  /** What is added to attention scores, [texts, 1, 1, tokens]; null where nothing is hidden. */
  NDArray mask(TokenBatch batch) {
    if (batch.lengths().stream().allMatch(length -> length == batch.width())) {
      return null;
    }
    return only(
        () ->
            Scaling.times(batch.mask().sub(1), -HIDDEN).reshape(batch.size(), 1, 1, batch.width()));
  }

  /** The sum of the embeddings, normalised. */
  NDArray embed(TokenBatch batch) {
    return only(
        () -> {
          TransformerNames names = parameters.names();
          NDArray sum = rows(batch.ids(), names.words());
          NDManager manager = batch.ids().getManager();
          if (names.positions().isPresent()) {
            NDArray places = manager.arange(0, batch.width(), 1, DataType.INT64);
            sum = sum.add(rows(places, names.positions().get()));
          }
          if (names.types().isPresent()) {
            sum = sum.add(rows(manager.zeros(new Shape(1), DataType.INT64), names.types().get()));
          }
          return drop(norm(sum, names.embeddingsNorm()));
        });
  }

  /** A layer's output, [texts, tokens, hidden], from that of the one before. */
  NDArray layer(int index, NDArray x, NDArray mask) {
    return only(
        () -> {
          TransformerNames.Layer layer = parameters.names().layer(config, index);
          NDArray attended = linear(attend(layer, x, mask), layer.attentionOutput());
          NDArray middle = norm(x.add(drop(attended)), layer.attentionNorm());
          NDArray inner = activate(linear(middle, layer.up()));
          NDArray outer = linear(inner, layer.down());
          return norm(middle.add(drop(outer)), layer.outputNorm());
        });
  }

  private NDArray attend(TransformerNames.Layer layer, NDArray x, NDArray mask) {
    Shape shape = x.getShape();
    NDArray q = heads(Scaling.times(linear(x, layer.query()), 1 / Math.sqrt(config.headSize())));
    NDArray k = heads(linear(x, layer.key()));
    NDArray v = heads(linear(x, layer.value()));
    NDArray scores = q.matMul(k.transpose(0, 1, 3, 2));
    NDArray shown = mask == null ? scores : scores.add(mask);
    return drop(shown.softmax(-1)).matMul(v).transpose(0, 2, 1, 3).reshape(shape);
  }

  /** [texts, tokens, hidden] as [texts, heads, tokens, head size]. */
  private NDArray heads(NDArray x) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), config.heads(), config.headSize())
        .transpose(0, 2, 1, 3);
  }

  /** The head's own layer. */
  NDArray transform(NDArray states) {
    return only(
        () ->
            norm(
                activate(linear(states, parameters.names().transform())),
                parameters.names().transformNorm()));
  }

  private NDArray activate(NDArray x) {
    return switch (config.hiddenActivation()) {
      case GELU -> Activation.gelu(x);
      case RELU -> Activation.relu(x);
      case GELU_TANH -> {
        NDArray inner =
            Scaling.times(x.add(Scaling.times(x.square().mul(x), 0.044715)), ROOT_2_OVER_PI);
        yield Scaling.times(x.mul(inner.tanh().add(1)), 0.5);
      }
    };
  }

  private NDArray rows(NDArray ids, String table) {
    return Embedding.embedding(ids, parameters.get(table), SparseFormat.DENSE).singletonOrThrow();
  }

  private NDArray linear(NDArray x, Linear linear) {
    NDArray weight = parameters.get(linear.weight());
    NDArray bias = parameters.get(linear.bias().orElseThrow());
    return rough == null
        ? ai.djl.nn.core.Linear.linear(x, weight, bias).singletonOrThrow()
        : rough.of(x, weight, bias);
  }

  private NDArray norm(NDArray x, String name) {
    return LayerNorm.layerNorm(
            x,
            new Shape(config.hidden()),
            parameters.get(name + ".weight"),
            parameters.get(name + ".bias"),
            config.layerNormEpsilon())
        .singletonOrThrow();
  }

  private NDArray drop(NDArray x) {
    return dropout == 0 ? x : ai.djl.nn.norm.Dropout.dropout(x, dropout, true).singletonOrThrow();
  }

  /**
   * Closes all arrays that the work makes, but its result. What a tape has to read of them must be
   * in {@link io.neuralsparse.tools.train.torch.TorchMemory}.
   */
  static NDArray only(Supplier<NDArray> work) {
    NDArray result;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      result = work.get();
      NDScope.unregister(result);
    }
    NDScope.register(result); // with the caller's scope, where it has one
    return result;
  }
}
