/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;

/** Makes a term's {@link BlockMaxima} in one pass over its postings. */
final class BlockMaximaBuilder {
  /**
   * Blocks for each document with the term from which on they are kept apart: there both ways take
   * about the same time, and the sparse one less memory.
   */
  private static final int SPARSE = 3;

  private BlockMaximaBuilder() {}

  /**
   * Reads all postings.
   *
   * @param postings with frequencies, before the first document
   * @param docFreq how many there are
   * @param maxDoc of the segment
   */
  static BlockMaxima build(PostingsEnum postings, int docFreq, int maxDoc) throws IOException {
    int blocks = BlockMaxima.blocks(maxDoc);
    return (long) docFreq * SPARSE < blocks
        ? sparse(postings, docFreq, blocks)
        : dense(postings, maxDoc);
  }

  private static BlockMaxima dense(PostingsEnum postings, int maxDoc) throws IOException {
    int blocks = BlockMaxima.blocks(maxDoc);
    int[] frequencies = new int[blocks];
    long[] documents = new long[BlockMaxima.words(maxDoc)];
    int largest = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      int block = doc >>> BlockMaxima.SHIFT;
      int frequency = postings.freq();
      frequencies[block] = Math.max(frequencies[block], frequency);
      largest = Math.max(largest, frequency);
      documents[doc >>> 6] |= 1L << doc;
    }
    toLevels(frequencies, blocks, largest);
    return DenseMaxima.of(FeatureWeights.decode(largest), frequencies, documents);
  }

  private static BlockMaxima sparse(PostingsEnum postings, int docFreq, int allBlocks)
      throws IOException {
    int[] blocks = new int[docFreq];
    int[] frequencies = new int[docFreq];
    byte[] documents = new byte[docFreq];
    int count = 0;
    int largest = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      int block = doc >>> BlockMaxima.SHIFT;
      if (count == 0 || blocks[count - 1] != block) {
        blocks[count++] = block;
      }
      int frequency = postings.freq();
      frequencies[count - 1] = Math.max(frequencies[count - 1], frequency);
      largest = Math.max(largest, frequency);
      documents[count - 1] |= (byte) (1 << (doc & (BlockMaxima.BLOCK - 1)));
    }
    toLevels(frequencies, count, largest);
    return SparseMaxima.of(
        FeatureWeights.decode(largest), allBlocks, blocks, frequencies, documents, count);
  }

  /** In place; up, so that a level never says less than the frequency. */
  private static void toLevels(int[] frequencies, int count, int largest) {
    double perWeight = BlockMaxima.LEVELS / (double) FeatureWeights.decode(largest);
    int lastFrequency = 0;
    int lastLevel = 0;
    for (int i = 0; i < count; i++) {
      if (frequencies[i] != lastFrequency) {
        lastFrequency = frequencies[i];
        // A double's error could round a whole number down: a little more is added first.
        double level = FeatureWeights.decode(lastFrequency) * perWeight * (1 + 0x1p-40);
        lastLevel = lastFrequency == 0 ? 0 : (int) Math.min(Math.ceil(level), BlockMaxima.LEVELS);
      }
      frequencies[i] = lastLevel;
    }
  }
}
