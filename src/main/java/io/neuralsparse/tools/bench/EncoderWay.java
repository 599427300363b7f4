/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import java.util.Comparator;
import java.util.List;

/**
 * The plugin's encoder in this process, without a node: texts in the best order there is, sorted by
 * length, in batches of {@value #BATCH} on some threads, tokenising and vectors included.
 */
final class EncoderWay implements IngestWay {
  static final String LABEL = "encoder";
  private static final int BATCH = 32;

  private final DocumentEncoder encoder;
  private final int threads;

  EncoderWay(ModelManifest manifest, Precision precision, int threads) {
    this.encoder = OnnxDocumentEncoder.load(manifest, precision);
    this.threads = threads;
  }

  @Override
  public String label() {
    return LABEL;
  }

  /** The longest go first, so that the threads end at about the same time. */
  @Override
  public Work prepare(List<String> texts) {
    List<String> sorted =
        texts.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    int batches = (sorted.size() + BATCH - 1) / BATCH;
    return () -> {
      Parallel.run(
          threads,
          batches,
          number ->
              encoder.encode(
                  sorted.subList(number * BATCH, Math.min((number + 1) * BATCH, sorted.size()))));
      return new double[0];
    };
  }

  @Override
  public void close() {
    encoder.close();
  }
}
