/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.bench.IngestPlan;
import io.neuralsparse.tools.bench.IngestRival;
import io.neuralsparse.tools.bench.IngestWay;
import io.neuralsparse.tools.bench.Parallel;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * ONNX Runtime alone: texts are tokenised, sorted by length, and laid out in batches beforehand;
 * what is timed is its runs, on as many threads as the node encodes with. No encoder around the
 * same session can be faster with the same batches.
 */
public abstract sealed class RuntimeAlone implements IngestRival {
  /** Batches of 32 texts, as users would choose them. */
  public static final class Large extends RuntimeAlone {
    private static final int TEXTS = 32;

    /** As the encoder once bounded its runs: the largest tensor has 64 MB. */
    private static final long FLOATS = 1L << 24;

    /** For the service loader. */
    public Large() {
      super("onnx-32");
    }

    @Override
    int size(EncoderSession session, List<long[]> sorted) {
      int texts = Math.min(TEXTS, sorted.size());
      while (texts > 1 && session.floats(texts, sorted.getFirst().length) > FLOATS) {
        texts--;
      }
      return texts;
    }
  }

  /** Batches of the sizes that were measured to be the fastest, which are the encoder's own. */
  public static final class Best extends RuntimeAlone {
    /** For the service loader. */
    public Best() {
      super("onnx-best");
    }

    @Override
    int size(EncoderSession session, List<long[]> sorted) {
      BatchShape shape = BatchShape.of(sorted.getFirst().length);
      int texts = 1;
      while (texts < sorted.size() && shape.takes(sorted.get(texts).length)) {
        shape = shape.with(sorted.get(texts).length);
        texts++;
      }
      return texts;
    }
  }

  private final String label;

  private RuntimeAlone(String label) {
    this.label = label;
  }

  /**
   * How many of the first texts are to run together.
   *
   * @param sorted by length, the longest first; never empty
   */
  abstract int size(EncoderSession session, List<long[]> sorted);

  private record Batch(LongBuffer ids, LongBuffer mask, int texts, int tokens) {}

  @Override
  public String label() {
    return label;
  }

  @Override
  public IngestWay open(ModelManifest manifest, IngestPlan plan) {
    Tokenizer tokenizer = Tokenizer.load(manifest.folder());
    EncoderSession session =
        SessionOpener.open(
            manifest,
            tokenizer.vocabulary(),
            plan.precision(),
            new NativeMemory(NativeMemory.UNLIMITED));
    return new IngestWay() {
      @Override
      public String label() {
        return RuntimeAlone.this.label();
      }

      @Override
      public Work prepare(List<String> texts) {
        List<long[]> ids =
            texts.stream()
                .map(text -> tokenizer.document(text, manifest.window()))
                .sorted(Comparator.comparingInt((long[] text) -> text.length).reversed())
                .toList();
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += batches.getLast().texts) {
          batches.add(batch(session, ids.subList(from, ids.size())));
        }
        return () -> {
          Parallel.run(
              plan.threads(),
              batches.size(),
              number -> {
                Batch batch = batches.get(number);
                session.run(batch.ids.array(), batch.mask.array(), batch.texts, batch.tokens);
              });
          return new double[0];
        };
      }

      @Override
      public void close() {
        session.close();
        tokenizer.close();
      }
    };
  }

  /** The longest texts that are left, as many as run together. */
  private Batch batch(EncoderSession session, List<long[]> sorted) {
    int tokens = sorted.getFirst().length;
    int texts = size(session, sorted);
    long[] ids = new long[texts * tokens];
    long[] mask = new long[texts * tokens];
    for (int row = 0; row < texts; row++) {
      long[] text = sorted.get(row);
      System.arraycopy(text, 0, ids, row * tokens, text.length);
      Arrays.fill(mask, row * tokens, row * tokens + text.length, 1);
    }
    return new Batch(LongBuffer.wrap(ids), LongBuffer.wrap(mask), texts, tokens);
  }
}
