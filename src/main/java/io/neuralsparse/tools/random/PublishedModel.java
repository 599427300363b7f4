/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.TransformerConfig;
import java.util.List;
import java.util.Optional;

/**
 * The sizes of the {@code opensearch-neural-sparse-encoding} models as their {@code config.json}
 * files give them, and small networks of the same three architectures (two layers of width 32).
 *
 * @param label its name here, such as {@code v2-distill}
 * @param config its network
 * @param activation what its pooled logits go through
 * @param ownDecoder whether its file has a decoder beside the words
 */
public record PublishedModel(
    String label, TransformerConfig config, Activation activation, boolean ownDecoder) {
  private static final int POSITIONS = 512;
  private static final float EPSILON = 1e-12f;

  private static final List<PublishedModel> ALL =
      List.of(
          new PublishedModel("v1", bert(12, 768, 12, 3072, 30_522), Activation.RELU, true),
          new PublishedModel(
              "v2-distill", distilBert(6, 768, 12, 3072, 30_522), Activation.RELU, false),
          new PublishedModel("v2-mini", bert(6, 384, 12, 1536, 30_522), Activation.RELU, false),
          new PublishedModel(
              "v3-distill", distilBert(6, 768, 12, 3072, 30_522), Activation.LOG1P_RELU, false),
          new PublishedModel(
              "v3-gte", alibabaNew(12, 768, 12, 3072, 30_528, 8192), Activation.LOG1P_RELU, false),
          new PublishedModel(
              "multilingual-v1", bert(12, 768, 12, 3072, 105_879), Activation.RELU, false),
          new PublishedModel("small-bert", bert(2, 32, 4, 64, 200), Activation.RELU, false),
          new PublishedModel(
              "small-distilbert", distilBert(2, 32, 4, 64, 200), Activation.RELU, false),
          new PublishedModel(
              "small-gte", alibabaNew(2, 32, 4, 64, 206, 512), Activation.LOG1P_RELU, false));

  private static TransformerConfig bert(
      int layers, int hidden, int heads, int intermediate, int vocabulary) {
    return new TransformerConfig(
        Architecture.BERT,
        layers,
        hidden,
        heads,
        intermediate,
        vocabulary,
        POSITIONS,
        2,
        EPSILON,
        HiddenActivation.GELU,
        Optional.empty());
  }

  private static TransformerConfig distilBert(
      int layers, int hidden, int heads, int intermediate, int vocabulary) {
    return new TransformerConfig(
        Architecture.DISTILBERT,
        layers,
        hidden,
        heads,
        intermediate,
        vocabulary,
        POSITIONS,
        0,
        EPSILON,
        HiddenActivation.GELU,
        Optional.empty());
  }

  private static TransformerConfig alibabaNew(
      int layers, int hidden, int heads, int intermediate, int vocabulary, int positions) {
    return new TransformerConfig(
        Architecture.NEW,
        layers,
        hidden,
        heads,
        intermediate,
        vocabulary,
        positions,
        0,
        EPSILON,
        HiddenActivation.GELU,
        Optional.of(new TransformerConfig.Rotary(500_000, 2)));
  }

  /** All of them. */
  public static List<PublishedModel> all() {
    return ALL;
  }

  /**
   * The model of that name.
   *
   * @throws IllegalArgumentException when there is none; the message lists those there are
   */
  public static PublishedModel named(String label) {
    return ALL.stream()
        .filter(model -> model.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown model ["
                        + label
                        + "], known are "
                        + ALL.stream().map(PublishedModel::label).toList()));
  }
}
