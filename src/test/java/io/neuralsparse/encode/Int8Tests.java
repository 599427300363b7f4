/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import com.google.gson.JsonParser;
import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.TransformerConfig.Rotary;
import io.neuralsparse.vector.SparseVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/**
 * Eight-bit weights against 32-bit floats: abstracts of SciFact through networks whose weights have
 * the heavy tails and the large channels of trained ones.
 */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class Int8Tests extends OpenSearchTestCase {
  private static final int TEXTS = 24;
  private static final double LEAST_COSINE = 0.99;

  public void testVectorsPointTheSameWay() throws IOException {
    List<String> texts = texts();
    for (Architecture architecture : Architecture.values()) {
      Path models = createTempDir();
      RandomTransformer network =
          new RandomTransformer(
              config(architecture), Options.USUAL, Distribution.TRAINED, random().nextLong());
      network.write(TestModels.lexical(models));
      ModelManifest manifest = new ModelCatalog(models).manifest("lexical");
      try (DocumentEncoder fp32 = OnnxDocumentEncoder.load(manifest, Precision.FP32);
          DocumentEncoder int8 = OnnxDocumentEncoder.load(manifest, Precision.INT8)) {
        List<SparseVector> exact = fp32.encode(texts);
        List<SparseVector> rounded = int8.encode(texts);
        for (int i = 0; i < texts.size(); i++) {
          double cosine = cosine(exact.get(i).toMap(), rounded.get(i).toMap());
          logger.info("{}, text {}: cosine {}", architecture, i, cosine);
          assertTrue(architecture + ", text " + i + ": " + cosine, cosine >= LEAST_COSINE);
          assertTrue(exact.get(i).size() > 20);
        }
        assertNotEquals("both are the same network", exact, rounded);
      }
    }
  }

  private static TransformerConfig config(Architecture architecture) {
    boolean rotary = architecture == Architecture.NEW;
    return new TransformerConfig(
        architecture,
        4,
        192,
        6,
        768,
        30522,
        rotary ? 8192 : 512,
        architecture == Architecture.BERT ? 2 : 0,
        1e-12f,
        HiddenActivation.GELU,
        rotary ? Optional.of(new Rotary(500_000, 2)) : Optional.empty());
  }

  private static List<String> texts() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Int8Tests.class.getResourceAsStream("/scifact/corpus.jsonl"),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .limit(TEXTS)
          .map(line -> JsonParser.parseString(line).getAsJsonObject().get("text").getAsString())
          .toList();
    }
  }

  private static double cosine(Map<String, Float> a, Map<String, Float> b) {
    double product = 0;
    for (Map.Entry<String, Float> entry : a.entrySet()) {
      product += entry.getValue() * b.getOrDefault(entry.getKey(), 0f);
    }
    return product / Math.sqrt(square(a) * square(b));
  }

  private static double square(Map<String, Float> vector) {
    return vector.values().stream().mapToDouble(weight -> (double) weight * weight).sum();
  }
}
