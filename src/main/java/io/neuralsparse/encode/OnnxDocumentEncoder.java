/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.vector.SparseVector;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Encodes documents with a graph that ONNX Runtime runs: tokenise, sort by length, run in batches
 * whose memory is bounded, and keep the positive weights of tokens that are not special.
 */
public final class OnnxDocumentEncoder implements DocumentEncoder {
  /** Most texts in one run. */
  private static final int MAX_BATCH = 32;

  /**
   * Most floats of the largest tensor a run may make: 64 MB; two or three of that size may be there
   * at once. A text that is larger alone is run alone.
   */
  private static final long MAX_FLOATS = 1L << 24;

  private final ModelManifest manifest;
  private final Tokenizer tokenizer;
  private final EncoderSession session;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxDocumentEncoder(ModelManifest manifest, Tokenizer tokenizer, EncoderSession session) {
    this.manifest = manifest;
    this.tokenizer = tokenizer;
    this.session = session;
  }

  /**
   * Loads a model's network and tokeniser.
   *
   * @param precision of a network that is built from weights, where the model asks for none
   * @throws io.neuralsparse.model.ModelException when one of its files is not as it must be
   */
  public static OnnxDocumentEncoder load(ModelManifest manifest, Precision precision) {
    Tokenizer tokenizer = Tokenizer.load(manifest.folder());
    EncoderSession session = null;
    try {
      manifest.checkVocabulary(tokenizer.vocabulary());
      session = open(manifest, tokenizer.vocabulary(), precision);
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
      ModelManifest manifest, Vocabulary vocabulary, Precision precision) {
    try {
      return SessionOpener.open(manifest, vocabulary, precision);
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
  public List<SparseVector> encode(List<String> texts) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the encoder of model [" + manifest.name() + "] is closed");
      }
      return encodeOpen(texts);
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<SparseVector> encodeOpen(List<String> texts) {
    long[][] ids = new long[texts.size()][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokenizer.document(texts.get(i), manifest.window());
    }
    // Neighbours of about the same length need little padding.
    Integer[] order = new Integer[ids.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> ids[i].length));

    SparseVector[] vectors = new SparseVector[ids.length];
    for (int from = 0; from < order.length; ) {
      int to = batchEnd(ids, order, from);
      encodeBatch(ids, Arrays.asList(order).subList(from, to), vectors);
      from = to;
    }
    return Arrays.asList(vectors);
  }

  /** The largest batch from {@code from} on that stays within the bounds; never empty. */
  private int batchEnd(long[][] ids, Integer[] order, int from) {
    int to = from + 1;
    while (to < order.length
        && to - from < MAX_BATCH
        && session.floats(to + 1 - from, ids[order[to]].length) <= MAX_FLOATS) {
      to++;
    }
    return to;
  }

  private void encodeBatch(long[][] ids, List<Integer> batch, SparseVector[] vectors) {
    int tokens = ids[batch.getLast()].length;
    if (tokens == 0) {
      batch.forEach(i -> vectors[i] = SparseVector.EMPTY);
      return;
    }
    long[] padded = new long[batch.size() * tokens];
    long[] mask = new long[padded.length];
    for (int row = 0; row < batch.size(); row++) {
      long[] text = ids[batch.get(row)];
      System.arraycopy(text, 0, padded, row * tokens, text.length);
      Arrays.fill(mask, row * tokens, row * tokens + text.length, 1);
    }
    EncoderSession.Weights weights = session.run(padded, mask, batch.size(), tokens);
    manifest.checkVocabulary(tokenizer.vocabulary(), weights.width());
    for (int row = 0; row < batch.size(); row++) {
      vectors[batch.get(row)] = vector(weights.values(), row * weights.width());
    }
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
