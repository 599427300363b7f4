/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Tensor;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.TransformerConfig;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * BERT, DistilBERT and GTE with their masked-language heads, written on PyTorch's operators from
 * the published architectures: one text at a time, without padding. Shares the weights' file with
 * the graphs, and no code.
 */
final class PyTorchTransformer {
  private final TransformerConfig config;
  private final Network.Transformer network;
  private final Tensors tensors;
  private final NDManager manager;
  private final String prefix;
  private final Map<String, NDArray> loaded = new HashMap<>();

  PyTorchTransformer(Network.Transformer network, Tensors tensors, NDManager manager) {
    this.network = network;
    this.config = network.config();
    this.tensors = tensors;
    this.manager = manager;
    String words = "embeddings.word_embeddings.weight";
    this.prefix =
        tensors.names().stream()
            .filter(name -> name.endsWith(words))
            .map(name -> name.substring(0, name.length() - words.length()))
            .findFirst()
            .orElseThrow();
  }

  /** Copies all weights into PyTorch's memory, where each text would copy them again otherwise. */
  void load() {
    tensors.names().forEach(name -> loaded.put(name, copy(name)));
  }

  /** The document weights of a text, [vocabulary], special tokens' too. */
  float[] weights(long[] ids) {
    NDArray states = embed(ids);
    for (int i = 0; i < config.layers(); i++) {
      states = config.architecture() == Architecture.NEW ? newLayer(states, i) : layer(states, i);
    }
    NDArray values = logits(states);
    NDArray pooled =
        network.pooling() == Pooling.MAX
            ? activate(values.max(new int[] {0}))
            : activate(values).sum(new int[] {0});
    return pooled.toFloatArray();
  }

  private NDArray activate(NDArray x) {
    NDArray once = ai.djl.nn.Activation.relu(x).add(1).log();
    return network.activation() == Activation.RELU ? once : once.add(1).log();
  }

  private NDArray embed(long[] ids) {
    NDArray states = get(prefix + "embeddings.word_embeddings.weight").get(manager.create(ids));
    if (config.rotary().isEmpty()) {
      NDArray positions =
          manager.arange(ids.length).toType(ai.djl.ndarray.types.DataType.INT64, false);
      states = states.add(get(prefix + "embeddings.position_embeddings.weight").get(positions));
    }
    if (config.tokenTypes() > 0) {
      states = states.add(get(prefix + "embeddings.token_type_embeddings.weight").get(0));
    }
    return norm(states, prefix + "embeddings.LayerNorm");
  }

  /** BERT's and DistilBERT's: the same network under different names. */
  private NDArray layer(NDArray x, int index) {
    boolean distil = config.architecture() == Architecture.DISTILBERT;
    String layer = prefix + (distil ? "transformer" : "encoder") + ".layer." + index + ".";
    String[] qkv =
        distil
            ? new String[] {"attention.q_lin", "attention.k_lin", "attention.v_lin"}
            : new String[] {"attention.self.query", "attention.self.key", "attention.self.value"};
    NDArray attended =
        attend(
            heads(linear(x, layer + qkv[0])),
            heads(linear(x, layer + qkv[1])),
            heads(linear(x, layer + qkv[2])));
    NDArray output =
        linear(attended, layer + (distil ? "attention.out_lin" : "attention.output.dense"));
    NDArray middle =
        norm(x.add(output), layer + (distil ? "sa_layer_norm" : "attention.output.LayerNorm"));
    NDArray inner = linear(middle, layer + (distil ? "ffn.lin1" : "intermediate.dense"));
    NDArray outer =
        linear(ai.djl.nn.Activation.gelu(inner), layer + (distil ? "ffn.lin2" : "output.dense"));
    return norm(middle.add(outer), layer + (distil ? "output_layer_norm" : "output.LayerNorm"));
  }

  /** GTE's: packed projections, rotary positions, a gated perceptron. */
  private NDArray newLayer(NDArray x, int index) {
    String layer = prefix + "encoder.layer." + index + ".";
    var qkv = linear(x, layer + "attention.qkv_proj").split(3, 1);
    NDArray attended =
        attend(rotate(heads(qkv.get(0))), rotate(heads(qkv.get(1))), heads(qkv.get(2)));
    NDArray middle = norm(x.add(linear(attended, layer + "attention.o_proj")), layer + "attn_ln");
    var upAndGate = middle.matMul(get(layer + "mlp.up_gate_proj.weight").transpose()).split(2, 1);
    NDArray gated = upAndGate.get(0).mul(ai.djl.nn.Activation.gelu(upAndGate.get(1)));
    return norm(middle.add(linear(gated, layer + "mlp.down_proj")), layer + "mlp_ln");
  }

  /** [tokens, hidden] as [heads, tokens, head size]. */
  private NDArray heads(NDArray x) {
    return x.reshape(-1, config.heads(), config.headSize()).transpose(1, 0, 2);
  }

  private NDArray attend(NDArray q, NDArray k, NDArray v) {
    NDArray scores = q.matMul(k.transpose(0, 2, 1)).div(Math.sqrt(config.headSize()));
    NDArray context = scores.softmax(-1).matMul(v);
    return context.transpose(1, 0, 2).reshape(-1, config.hidden());
  }

  /** As the published code has it: x · cos + rotate_half(x) · sin, frequencies stretched by ntk. */
  private NDArray rotate(NDArray x) {
    TransformerConfig.Rotary rotary = config.rotary().orElseThrow();
    int size = config.headSize();
    double base = rotary.theta() * rotary.scalingFactor();
    float[] inverse = new float[size / 2];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] =
          (float) (Math.pow(base, -2.0 * i / size) / Math.pow(rotary.scalingFactor(), 2.0 / size));
    }
    NDArray positions = manager.arange(0f, (float) x.getShape().get(1), 1f).reshape(-1, 1);
    NDArray half = positions.mul(manager.create(inverse).reshape(1, -1));
    NDArray angles = NDArrays.concat(new ai.djl.ndarray.NDList(half, half), 1);
    var halves = x.split(2, 2);
    NDArray rotated =
        NDArrays.concat(new ai.djl.ndarray.NDList(halves.get(1).neg(), halves.get(0)), 2);
    return x.mul(angles.cos()).add(rotated.mul(angles.sin()));
  }

  private NDArray logits(NDArray states) {
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
    NDArray transformed = norm(ai.djl.nn.Activation.gelu(linear(states, names[0])), names[1]);
    String decoder =
        tensors.has(names[2]) ? names[2] : prefix + "embeddings.word_embeddings.weight";
    NDArray logits = transformed.matMul(get(decoder).transpose());
    return tensors.has(names[3]) ? logits.add(get(names[3])) : logits;
  }

  private NDArray linear(NDArray x, String name) {
    NDArray product = x.matMul(get(name + ".weight").transpose());
    return tensors.has(name + ".bias") ? product.add(get(name + ".bias")) : product;
  }

  private NDArray norm(NDArray x, String name) {
    return LayerNorm.layerNorm(
            x,
            new Shape(config.hidden()),
            get(name + ".weight"),
            get(name + ".bias"),
            config.layerNormEpsilon())
        .singletonOrThrow();
  }

  private NDArray get(String name) {
    NDArray array = loaded.get(name);
    return array == null ? copy(name) : array;
  }

  private NDArray copy(String name) {
    Tensor tensor = tensors.get(name);
    FloatBuffer floats = tensor.floats();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return manager.create(
        values, new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray()));
  }
}
