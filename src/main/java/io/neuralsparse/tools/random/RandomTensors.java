/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.TransformerConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The tensors of a masked-language model under the names that transformers saves them by (tied ones
 * left out, as it does), with random values distributed about as trained ones are: rows of
 * different scale, a few layer norm gains far above the others, and an output bias so far below
 * zero that a document keeps some hundredth of the vocabulary. The same seed gives the same values.
 */
final class RandomTensors {
  private enum Kind {
    EMBEDDING,
    MATRIX,
    BIAS,
    GAIN,
    OUTPUT_BIAS
  }

  private record Part(Kind kind, List<Long> shape) {}

  private static final int PIECE = 1 << 16;

  private final TransformerConfig config;
  private final long seed;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  RandomTensors(TransformerConfig config, boolean ownDecoder, long seed) {
    this.config = config;
    this.seed = seed;
    switch (config.architecture()) {
      case BERT -> bert(ownDecoder);
      case DISTILBERT -> distilBert();
      case NEW -> alibabaNew();
    }
  }

  List<SafetensorsWriter.Declaration> declarations(ElementType type) {
    List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
    parts.forEach(
        (name, part) ->
            declarations.add(new SafetensorsWriter.Declaration(name, type, part.shape)));
    return declarations;
  }

  /** Writes one tensor. */
  void write(String name, SafetensorsWriter writer) throws IOException {
    Part part = parts.get(name);
    SplittableRandom random = new SplittableRandom(seed ^ (name.hashCode() * 0x9E3779B97F4A7C15L));
    long count = part.shape.stream().reduce(1L, Math::multiplyExact);
    int width = part.shape.getLast().intValue();
    FloatBuffer piece = FloatBuffer.allocate((int) Math.min(count, Math.max(PIECE, width)));
    double scale = 0;
    for (long i = 0; i < count; i++) {
      if (i % width == 0) {
        scale = Math.exp(0.2 * random.nextGaussian());
      }
      piece.put((float) value(part.kind, width, scale, (int) (i % width), random));
      if (!piece.hasRemaining() || i == count - 1) {
        writer.write(name, piece.flip());
        piece.clear();
      }
    }
  }

  private double value(Kind kind, int width, double scale, int column, SplittableRandom random) {
    double gaussian = random.nextGaussian();
    return switch (kind) {
      // Logits are products with a row of norm √width: their deviation becomes 2.
      case EMBEDDING -> gaussian * scale * 2 / Math.sqrt(width);
      case MATRIX -> gaussian * scale / Math.sqrt(width);
      case BIAS -> 0.05 * gaussian;
      case GAIN -> column % 97 == 5 ? 3 + gaussian * 0.3 : 0.9 + gaussian * 0.1;
      case OUTPUT_BIAS -> -2 * (1 + 0.3 * Math.log(width)) + 0.3 * gaussian;
    };
  }

  private void bert(boolean ownDecoder) {
    int hidden = config.hidden();
    embedding("bert.embeddings.word_embeddings", config.vocabularySize());
    embedding("bert.embeddings.position_embeddings", config.positions());
    embedding("bert.embeddings.token_type_embeddings", config.tokenTypes());
    norm("bert.embeddings.LayerNorm");
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "bert.encoder.layer." + layer + ".";
      for (String part : List.of("query", "key", "value")) {
        linear(prefix + "attention.self." + part, hidden, hidden);
      }
      linear(prefix + "attention.output.dense", hidden, hidden);
      norm(prefix + "attention.output.LayerNorm");
      linear(prefix + "intermediate.dense", config.intermediate(), hidden);
      linear(prefix + "output.dense", hidden, config.intermediate());
      norm(prefix + "output.LayerNorm");
    }
    outputBias("cls.predictions.bias");
    linear("cls.predictions.transform.dense", hidden, hidden);
    norm("cls.predictions.transform.LayerNorm");
    if (ownDecoder) {
      embedding("cls.predictions.decoder", config.vocabularySize());
    }
  }

  private void distilBert() {
    int hidden = config.hidden();
    embedding("distilbert.embeddings.word_embeddings", config.vocabularySize());
    embedding("distilbert.embeddings.position_embeddings", config.positions());
    norm("distilbert.embeddings.LayerNorm");
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "distilbert.transformer.layer." + layer + ".";
      for (String part : List.of("q_lin", "k_lin", "v_lin", "out_lin")) {
        linear(prefix + "attention." + part, hidden, hidden);
      }
      norm(prefix + "sa_layer_norm");
      linear(prefix + "ffn.lin1", config.intermediate(), hidden);
      linear(prefix + "ffn.lin2", hidden, config.intermediate());
      norm(prefix + "output_layer_norm");
    }
    linear("vocab_transform", hidden, hidden);
    norm("vocab_layer_norm");
    outputBias("vocab_projector.bias");
  }

  private void alibabaNew() {
    int hidden = config.hidden();
    embedding("new.embeddings.word_embeddings", config.vocabularySize());
    if (config.tokenTypes() > 0) {
      embedding("new.embeddings.token_type_embeddings", config.tokenTypes());
    }
    norm("new.embeddings.LayerNorm");
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "new.encoder.layer." + layer + ".";
      linear(prefix + "attention.qkv_proj", 3 * hidden, hidden);
      linear(prefix + "attention.o_proj", hidden, hidden);
      put(prefix + "mlp.up_gate_proj.weight", Kind.MATRIX, 2L * config.intermediate(), hidden);
      linear(prefix + "mlp.down_proj", hidden, config.intermediate());
      norm(prefix + "attn_ln");
      norm(prefix + "mlp_ln");
    }
    linear("lm_head.dense", hidden, hidden);
    norm("lm_head.norm");
    outputBias("lm_head.decoder.bias");
  }

  private void embedding(String name, int rows) {
    put(name + ".weight", Kind.EMBEDDING, rows, config.hidden());
  }

  private void linear(String name, int rows, int columns) {
    put(name + ".weight", Kind.MATRIX, rows, columns);
    put(name + ".bias", Kind.BIAS, rows);
  }

  private void norm(String name) {
    put(name + ".weight", Kind.GAIN, config.hidden());
    put(name + ".bias", Kind.BIAS, config.hidden());
  }

  private void outputBias(String name) {
    put(name, Kind.OUTPUT_BIAS, config.vocabularySize());
  }

  private void put(String name, Kind kind, long... shape) {
    List<Long> list = new ArrayList<>();
    for (long dimension : shape) {
      list.add(dimension);
    }
    parts.put(name, new Part(kind, List.copyOf(list)));
  }
}
