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
  public static final class ByTexts extends RuntimeAlone {
    /** For the service loader. */
    public ByTexts() {
      super("onnx-32", 32, Integer.MAX_VALUE);
    }
  }

  /** Batches of about 640 tokens, which suits int8 products and the processors' caches best. */
  public static final class ByTokens extends RuntimeAlone {
    /** For the service loader. */
    public ByTokens() {
      super("onnx-640", Integer.MAX_VALUE, 640);
    }
  }

  /** As the encoder bounds its runs: the largest tensor has 64 MB. */
  private static final long FLOATS = 1L << 24;

  private final String label;
  private final int mostTexts;
  private final int mostTokens;

  private RuntimeAlone(String label, int mostTexts, int mostTokens) {
    this.label = label;
    this.mostTexts = mostTexts;
    this.mostTokens = mostTokens;
  }

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

  /** The longest texts that are left, as many as one run may have. */
  private Batch batch(EncoderSession session, List<long[]> sorted) {
    int tokens = sorted.getFirst().length;
    int texts = Math.min(mostTexts, sorted.size());
    while (texts > 1
        && ((long) texts * tokens > mostTokens || session.floats(texts, tokens) > FLOATS)) {
      texts--;
    }
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
