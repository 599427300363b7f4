/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.vector.SparseVector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Encodes documents with a graph that ONNX Runtime runs: tokenise, sort by length, run in batches,
 * and keep the positive weights of tokens that are not special.
 */
public final class OnnxDocumentEncoder implements DocumentEncoder {
  /** Two or three tensors of the size of the largest may be there at once. */
  private static final int TENSORS_AT_ONCE = 3;

  private final ModelManifest manifest;
  private final Tokenizer tokenizer;
  private final EncoderSession session;
  private final WindowCutter cutter;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxDocumentEncoder(ModelManifest manifest, Tokenizer tokenizer, EncoderSession session) {
    this.manifest = manifest;
    this.tokenizer = tokenizer;
    this.session = session;
    this.cutter = new WindowCutter(manifest, tokenizer);
  }

  /**
   * Loads a model's network and tokeniser.
   *
   * @param precision of a network that is built from weights, where the model asks for none
   * @throws io.neuralsparse.model.ModelException when one of its files is not as it must be
   */
  public static OnnxDocumentEncoder load(ModelManifest manifest, Precision precision) {
    return load(manifest, precision, new NativeMemory(NativeMemory.UNLIMITED));
  }

  /**
   * As {@link #load(ModelManifest, Precision)}.
   *
   * @param memory where the weights are accounted for, until the encoder is closed
   * @throws NativeMemory.ExceededException when there is not enough for them
   */
  public static OnnxDocumentEncoder load(
      ModelManifest manifest, Precision precision, NativeMemory memory) {
    Tokenizer tokenizer = Tokenizer.load(manifest.folder());
    EncoderSession session = null;
    try {
      manifest.checkVocabulary(tokenizer.vocabulary());
      session = open(manifest, tokenizer.vocabulary(), precision, memory);
      OnnxDocumentEncoder encoder = new OnnxDocumentEncoder(manifest, tokenizer, session);
      // The width of a graph without a declared shape shows in its output only.
      encoder.encode(List.of("a"));
      return encoder;
    } catch (RuntimeException e) {
      tokenizer.close();
      if (session != null) {
        session.close();
      }
      throw e;
    }
  }

  /**
   * Opens the session; a model that is too large for the memory outside the heap is a fault of the
   * model, where the error that the JVM throws would end the node.
   */
  private static EncoderSession open(
      ModelManifest manifest, Vocabulary vocabulary, Precision precision, NativeMemory memory) {
    try {
      return SessionOpener.open(manifest, vocabulary, precision, memory);
    } catch (OutOfMemoryError e) {
      if (e.getMessage() == null || !e.getMessage().contains("direct buffer memory")) {
        throw e; // the heap's: nobody can go on
      }
      throw manifest
          .folder()
          .fault(
              ".",
              "needs more memory outside the heap than the JVM may take, which is half of the heap"
                  + " unless -XX:MaxDirectMemorySize says otherwise: "
                  + e.getMessage(),
              e);
    }
  }

  @Override
  public List<SparseVector> encode(List<String> texts, LongText longText) {
    return whileOpen(() -> encodeOpen(texts, longText));
  }

  @Override
  public Windows cut(String text, LongText longText) {
    return cutter.cut(text, longText);
  }

  @Override
  public List<SparseVector> run(List<long[]> windows) {
    return whileOpen(() -> runOpen(windows));
  }

  private <T> T whileOpen(Supplier<T> action) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the encoder of model [" + manifest.name() + "] is closed");
      }
      return action.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public long bytes(int windows, int tokens) {
    return TENSORS_AT_ONCE * Float.BYTES * session.floats(windows, tokens);
  }

  @Override
  public long bytes() {
    return session.bytes();
  }

  private List<SparseVector> encodeOpen(List<String> texts, LongText longText) {
    List<long[]> windows = new ArrayList<>();
    int[] ends = new int[texts.size()];
    for (int i = 0; i < ends.length; i++) {
      windows.addAll(cutter.cut(texts.get(i), longText).ids());
      ends[i] = windows.size();
    }
    List<SparseVector> vectors = runInBatches(windows);
    List<SparseVector> whole = new ArrayList<>(ends.length);
    int start = 0;
    for (int end : ends) {
      whole.add(SparseVector.maximum(vectors.subList(start, end)));
      start = end;
    }
    return whole;
  }

  private List<SparseVector> runInBatches(List<long[]> windows) {
    // Neighbours of about the same length need little padding.
    Integer[] order = new Integer[windows.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> windows.get(i).length));

    SparseVector[] vectors = new SparseVector[order.length];
    for (int from = 0; from < order.length; ) {
      BatchShape shape = BatchShape.of(windows.get(order[from]).length);
      int to = from + 1;
      while (to < order.length && shape.takes(windows.get(order[to]).length)) {
        shape = shape.with(windows.get(order[to]).length);
        to++;
      }
      List<Integer> batch = Arrays.asList(order).subList(from, to);
      List<SparseVector> some = runOpen(batch.stream().map(windows::get).toList());
      for (int row = 0; row < batch.size(); row++) {
        vectors[batch.get(row)] = some.get(row);
      }
      from = to;
    }
    return Arrays.asList(vectors);
  }

  private List<SparseVector> runOpen(List<long[]> windows) {
    int tokens = windows.stream().mapToInt(window -> window.length).max().orElse(0);
    if (tokens == 0) {
      return Collections.nCopies(windows.size(), SparseVector.EMPTY);
    }
    long[] padded = new long[windows.size() * tokens];
    long[] mask = new long[padded.length];
    for (int row = 0; row < windows.size(); row++) {
      long[] window = windows.get(row);
      System.arraycopy(window, 0, padded, row * tokens, window.length);
      Arrays.fill(mask, row * tokens, row * tokens + window.length, 1);
    }
    EncoderSession.Weights weights = session.run(padded, mask, windows.size(), tokens);
    manifest.checkVocabulary(tokenizer.vocabulary(), weights.width());
    List<SparseVector> vectors = new ArrayList<>(windows.size());
    for (int row = 0; row < windows.size(); row++) {
      vectors.add(vector(weights.values(), row * weights.width()));
    }
    return vectors;
  }

  private SparseVector vector(FloatBuffer weights, int start) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    Map<String, Float> tokens = new HashMap<>();
    // Rows may be wider than the vocabulary: ids without a token have no meaning.
    for (int id = 0; id < vocabulary.size(); id++) {
      float weight = weights.get(start + id);
      if (!Float.isFinite(weight)) {
        throw manifest
            .folder()
            .fault(session.file(), "gives the weight [" + weight + "] to token id " + id);
      }
      // Below the smallest normal number is what a rank_features field cannot hold.
      if (weight >= Float.MIN_NORMAL && !vocabulary.isSpecial(id) && vocabulary.token(id) != null) {
        tokens.put(vocabulary.token(id), weight);
      }
    }
    return SparseVector.of(tokens);
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
        tokenizer.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
