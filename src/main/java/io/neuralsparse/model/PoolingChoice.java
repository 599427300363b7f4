/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How logits become weights, and who says so: the model's own {@code neural_sparse} object; or else
 * the SpladePooling that the modules name; or else what the published models of that kind do.
 *
 * <p>Published are: v1, v2 and multilingual with relu, v3 with log1p_relu, all with max. A v3 model
 * without its {@code modules.json} is known by the folder's name, which contains {@code
 * neural-sparse-encoding-doc-v3}, or by {@code NewForMaskedLM}: no other model of that network was
 * published.
 */
record PoolingChoice(Pooling pooling, Activation activation, List<Decision> decisions) {
  private static final String V3 = "neural-sparse-encoding-doc-v3";
  private static final String ACTIVATION_RULE = "must be relu or log1p_relu";
  private static final String POOLING_RULE = "must be max or sum";

  /** A value and where it is from. */
  private record Found<T>(T value, String source) {}

  static PoolingChoice read(ModelFolder folder, Layout layout, EncoderConfig config) {
    List<Found<Activation>> activations = new ArrayList<>();
    List<Found<Pooling>> poolings = new ArrayList<>();
    activation(config.own(), "activation").ifPresent(activations::add);
    pooling(config.own(), "pooling").ifPresent(poolings::add);
    if (layout.pooling().isPresent()) {
      String file = Layout.join(layout.pooling().get(), EncoderConfig.FILE);
      JsonFields fields = new JsonFields(folder, file, "", JsonFile.object(folder, file));
      activation(fields, "activation_function").ifPresent(activations::add);
      pooling(fields, "pooling_strategy").ifPresent(poolings::add);
    }
    activations.add(published(folder, config));
    poolings.add(new Found<>(Pooling.MAX, "default"));
    return new PoolingChoice(
        poolings.getFirst().value,
        activations.getFirst().value,
        List.of(
            decision("pooling", poolings.stream().map(f -> named(f, f.value.label())).toList()),
            decision(
                "activation", activations.stream().map(f -> named(f, f.value.label())).toList())));
  }

  private static Optional<Found<Activation>> activation(JsonFields fields, String key) {
    return fields
        .text(key)
        .map(name -> Activation.named(name).orElseThrow(() -> fields.fault(key, ACTIVATION_RULE)))
        .map(value -> new Found<>(value, source(fields, key)));
  }

  private static Optional<Found<Pooling>> pooling(JsonFields fields, String key) {
    return fields
        .text(key)
        .map(name -> Pooling.named(name).orElseThrow(() -> fields.fault(key, POOLING_RULE)))
        .map(value -> new Found<>(value, source(fields, key)));
  }

  private static Found<Activation> published(ModelFolder folder, EncoderConfig config) {
    if (config.architecture().equals(Architecture.NEW.className())) {
      return new Found<>(Activation.LOG1P_RELU, "default of " + Architecture.NEW.className());
    }
    return folder.name().toLowerCase(Locale.ROOT).contains(V3)
        ? new Found<>(Activation.LOG1P_RELU, "default of [" + V3 + "], by the folder's name")
        : new Found<>(Activation.RELU, "default");
  }

  private static String source(JsonFields fields, String key) {
    return fields.file() + " [" + fields.path(key) + "]";
  }

  private static Found<String> named(Found<?> found, String label) {
    return new Found<>(label, found.source);
  }

  private static Decision decision(String subject, List<Found<String>> found) {
    return new Decision(
        subject,
        found.getFirst().value,
        found.getFirst().source,
        found.stream()
            .skip(1)
            .filter(other -> !other.source.startsWith("default"))
            .map(other -> other.source + " " + other.value)
            .toList());
  }
}
