/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.opensearch.test.OpenSearchTestCase;

public class RoughBoundsTests extends OpenSearchTestCase {
  private static final String FIELD = "vector";
  private static final int DOCUMENTS = 5_003;

  private int tokens;
  private float[] queryWeights;

  /** By document and token, 0 for none; what the index keeps of them, which is less. */
  private float[][] weights;

  private Directory directory;
  private DirectoryReader reader;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    tokens = randomIntBetween(1, 60);
    queryWeights = new float[tokens];
    weights = new float[DOCUMENTS][tokens];
    for (int t = 0; t < tokens; t++) {
      queryWeights[t] = (float) (0.01 + randomDouble() * 9);
      double share = Math.pow(randomDouble(), 3); // most are rare enough for sparse maxima
      for (float[] document : weights) {
        document[t] = randomDouble() < share ? (float) (0.05 + randomDouble() * 2.5) : 0;
      }
    }
    weights[0][0] = 1; // some document has some token
    directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (float[] document : weights) {
        Document fields = new Document();
        for (int t = 0; t < tokens; t++) {
          if (document[t] > 0) {
            fields.add(new FeatureField(FIELD, "t" + t, document[t]));
          }
        }
        writer.addDocument(fields);
      }
      writer.forceMerge(1);
    }
    reader = DirectoryReader.open(directory);
  }

  @Override
  public void tearDown() throws Exception {
    reader.close();
    directory.close();
    super.tearDown();
  }

  private List<LeafTerm> terms() throws IOException {
    LeafReader leaf = reader.leaves().get(0).reader();
    TermsEnum dictionary = leaf.terms(FIELD).iterator();
    List<LeafTerm> terms = new ArrayList<>();
    for (int t = 0; t < tokens; t++) {
      if (dictionary.seekExact(new BytesRef("t" + t))) {
        LeafTerm term = new LeafTerm("t" + t, queryWeights[t], dictionary);
        term.maxima(
            BlockMaximaBuilder.build(
                dictionary.postings(null, PostingsEnum.FREQS), term.docFreq(), DOCUMENTS));
        terms.add(term);
      }
    }
    return terms;
  }

  private static Candidates some(List<Integer> blocks) {
    Candidates candidates = new Candidates();
    blocks.forEach(block -> candidates.add(block, Float.MAX_VALUE));
    return candidates;
  }

  private static List<Integer> someBlocks() {
    double share = randomBoolean() ? 1 : Math.pow(randomDouble(), 2);
    List<Integer> blocks = new ArrayList<>();
    for (int block = 0; block < BlockMaxima.blocks(DOCUMENTS); block++) {
      if (randomDouble() < share) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  private float largest(int token, int from, int to) {
    float largest = 0;
    for (int doc = from; doc < to; doc++) {
      largest = Math.max(largest, weights[doc][token]);
    }
    return largest;
  }

  /**
   * The highest bound in a block.
   *
   * @param levels how many levels are added to each term's largest weight in the block
   */
  private double bound(int block, FixedBitSet open, double levels) {
    int from = block * BlockMaxima.BLOCK;
    int to = Math.min(from + BlockMaxima.BLOCK, DOCUMENTS);
    double[] sums = new double[to - from];
    for (int t = 0; t < tokens; t++) {
      double level = largest(t, 0, DOCUMENTS) / BlockMaxima.LEVELS;
      double most = queryWeights[t] * (largest(t, from, to) + levels * level);
      for (int doc = from; doc < to; doc++) {
        sums[doc - from] += weights[doc][t] > 0 && open.get(doc) ? most : 0;
      }
    }
    double highest = 0;
    for (double sum : sums) {
      highest = Math.max(highest, sum);
    }
    return highest;
  }

  private FixedBitSet someDocuments() {
    FixedBitSet open = new FixedBitSet(DOCUMENTS);
    double share = randomBoolean() ? 1 : randomDouble();
    for (int doc = 0; doc < DOCUMENTS; doc++) {
      if (randomDouble() < share) {
        open.set(doc);
      }
    }
    return open;
  }

  public void testBlocksAreDroppedByTheBoundsOfTheirDocuments() throws IOException {
    List<Integer> blocks = someBlocks();
    FixedBitSet open = someDocuments();
    LeafReaderContext context = reader.leaves().get(0);
    double total = 0;
    for (int t = 0; t < tokens; t++) {
      total += queryWeights[t] * (double) largest(t, 0, DOCUMENTS);
    }
    int dropped = 0;
    int kept = 0;
    for (double share = 0.02; share < 1; share += 0.04) {
      float threshold = (float) (share * total);
      Candidates candidates = some(blocks);
      OpenDocuments documents = OpenDocuments.of(context, open, null);
      assertTrue(new RoughBounds(terms()).drop(candidates, threshold, documents, left -> false));
      for (int i = 0; i < candidates.size(); i++) {
        boolean isIn = candidates.bound(i) > 0;
        // The index keeps 9 bits of a weight, a block a level: nothing that may reach it is lost,
        assertTrue(isIn || bound(candidates.block(i), open, 0) * (1 - 0x1p-8) < threshold);
        // and what is left may reach it, but for two units a term and a level each.
        assertTrue(
            !isIn || bound(candidates.block(i), open, 1) + total * tokens / 30_000 >= threshold);
        dropped += isIn ? 0 : 1;
        kept += isIn ? 1 : 0;
      }
    }
    assertEquals(25L * blocks.size(), (long) dropped + kept);
  }

  public void testBlocksThatAreFineAreLeftAlone() throws IOException {
    Candidates candidates = some(List.of(0, 1, 300));
    candidates.refine(1, 5, 0xFF);
    OpenDocuments all = OpenDocuments.of(reader.leaves().get(0), null, null);
    List<Integer> left = new ArrayList<>();
    assertTrue(
        new RoughBounds(terms()).drop(candidates, Float.MAX_VALUE, all, most -> !left.add(most)));
    assertEquals(Float.NEGATIVE_INFINITY, candidates.bound(0), 0);
    assertEquals(5, candidates.bound(1), 0);
    assertEquals(Float.NEGATIVE_INFINITY, candidates.bound(2), 0);
    assertEquals("5 is no hit either", List.of(0, 0), left);
  }

  public void testItStopsWhenTooManyAreLeft() throws IOException {
    Candidates candidates = some(List.of(0, 300, 600));
    OpenDocuments all = OpenDocuments.of(reader.leaves().get(0), null, null);
    assertFalse(new RoughBounds(terms()).drop(candidates, 0, all, left -> left > 0));
    assertFalse(new RoughBounds(terms()).drop(candidates, Float.MAX_VALUE, all, left -> true));
    assertEquals(Float.MAX_VALUE, candidates.bound(1), 0);
  }
}
