/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.neuralsparse.model.BertSplitting;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * A model's tokeniser, as its {@code tokenizer.json} describes it, less any truncation and padding
 * baked in there. Any number of threads may use one; {@link #close()} waits for them.
 */
public final class Tokenizer implements AutoCloseable {
  private static final int REPLACEMENT = 0xFFFD;

  private final TokenizersLibrary library;
  private final Vocabulary vocabulary;
  private final boolean splitsAsBert;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  private Tokenizer(
      TokenizersLibrary library, long handle, Vocabulary vocabulary, boolean splitsAsBert) {
    this.library = library;
    this.splitsAsBert = splitsAsBert;
    this.handle = handle;
    this.vocabulary = vocabulary;
  }

  /**
   * Loads a model's tokeniser and its vocabulary.
   *
   * @throws io.neuralsparse.model.ModelException when the file is missing or no tokeniser's
   */
  public static Tokenizer load(ModelFolder folder) {
    Vocabulary vocabulary = Vocabulary.read(folder);
    boolean splitsAsBert = BertSplitting.read(folder, vocabulary.file());
    TokenizersLibrary library = NativeTokenizers.library();
    long handle;
    try {
      handle = library.createTokenizerFromString(Files.readString(folder.get(vocabulary.file())));
    } catch (IOException | RuntimeException e) {
      throw folder.fault(vocabulary.file(), "not a tokeniser: " + e.getMessage(), e);
    }
    library.disablePadding(handle);
    library.disableTruncation(handle);
    return new Tokenizer(library, handle, vocabulary, splitsAsBert);
  }

  /** The tokens of this tokeniser. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Whether it splits texts as {@link BertSplitting} has it. */
  public boolean splitsAsBert() {
    return splitsAsBert;
  }

  /**
   * The ids of a text, in order.
   *
   * @param text any text; halves of surrogate pairs that stand alone are replaced by U+FFFD
   * @param special whether to add the tokens that begin and end a document ([CLS], [SEP])
   * @throws IllegalStateException when the tokeniser is closed
   */
  public long[] ids(String text, boolean special) {
    return encode(text, special, library::getTokenIds);
  }

  /**
   * The tokens of a text with their words, without those that begin and end a document. Takes time
   * in proportion to the text's length.
   *
   * @param text any text
   * @param wanted ids that matter: a text without any of them has no spans, which is found out in a
   *     fraction of the time
   * @throws IllegalStateException when the tokeniser is closed
   */
  public TokenSpans spans(String text, LongPredicate wanted) {
    return encode(
        text,
        false,
        encoding -> {
          long[] ids = library.getTokenIds(encoding);
          if (LongStream.of(ids).noneMatch(wanted)) {
            return TokenSpans.of(text, new long[0], new CharSpan[0], new long[0]);
          }
          CharSpan[] places = library.getTokenCharSpans(encoding);
          return TokenSpans.of(text, ids, places, library.getWordIds(encoding));
        });
  }

  /** Reads one encoding, and frees it. */
  private <T> T encode(String text, boolean special, LongFunction<T> reading) {
    String wellFormed = wellFormed(text);
    lock.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the tokeniser is closed");
      }
      long encoding = library.encode(handle, wellFormed, special);
      try {
        return reading.apply(encoding);
      } finally {
        library.deleteEncoding(encoding);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * The ids of a document as the model expects them, cut to a window: what begins and what ends a
   * document stays, the end of the text goes.
   *
   * @param window largest number of ids, special ones included; at least 2
   */
  public long[] document(String text, int window) {
    long[] ids = ids(text, true);
    if (ids.length <= window) {
      return ids;
    }
    int tail = 0;
    while (tail < window - 1 && vocabulary.isSpecial((int) ids[ids.length - 1 - tail])) {
      tail++;
    }
    long[] cut = new long[window];
    System.arraycopy(ids, 0, cut, 0, window - tail);
    System.arraycopy(ids, ids.length - tail, cut, window - tail, tail);
    return cut;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        library.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The native side takes well-formed text only. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(
                c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }
}
