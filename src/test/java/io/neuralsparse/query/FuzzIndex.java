/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BitSet;
import org.apache.lucene.util.FixedBitSet;

/** Documents in Lucene's index, and the same in plain arrays to score them without it. */
final class FuzzIndex implements Closeable {
  static final String FIELD = "f";

  /** Terms of the field "tag", by how many documents in a hundred have them. */
  static final int[] TAGS = {100, 90, 40, 10, 1, 0};

  /** Values of the number field "n" are below. */
  static final int NUMBERS = 1000;

  private final Directory directory = new ByteBuffersDirectory();
  private final DirectoryReader reader;
  private final List<Map<String, Float>> vectors;
  private final List<boolean[]> tags = new ArrayList<>();
  private final int[] numbers;

  /** The documents' places in the list above, by their ids in the index; −1 when deleted. */
  private final int[] places;

  /** For each token the ids of the documents that have it, and what the index keeps of weights. */
  private final Map<String, int[]> ids = new HashMap<>();

  private final Map<String, float[]> weights = new HashMap<>();

  FuzzIndex(FuzzCorpus corpus, Random random) throws IOException {
    this.vectors = corpus.documents();
    this.numbers = new int[vectors.size()];
    write(random);
    this.reader = DirectoryReader.open(directory);
    this.places = new int[reader.maxDoc()];
    Arrays.fill(places, -1);
    for (LeafReaderContext leaf : reader.leaves()) {
      readPlaces(leaf);
    }
    invert();
  }

  private void write(Random random) throws IOException {
    boolean merge = random.nextInt(3) == 0;
    double flush = random.nextInt(3) == 0 ? 0 : 5.0 / vectors.size();
    double delete = new double[] {0, 0, 0.02, 0.5, 0.95}[random.nextInt(5)];
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setMergePolicy(merge ? new LogDocMergePolicy() : NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int place = 0; place < vectors.size(); place++) {
        writer.addDocument(document(place, random));
        if (random.nextDouble() < flush) {
          writer.flush();
        }
      }
      writer.flush();
      for (int place = 0; place < vectors.size(); place++) {
        if (random.nextDouble() < delete) {
          writer.deleteDocuments(new Term("id", "" + place));
        }
      }
    }
  }

  private Document document(int place, Random random) {
    Document document = new Document();
    vectors
        .get(place)
        .forEach(
            (token, weight) -> {
              document.add(new FeatureField(FIELD, token, weight));
              document.add(new FeatureField("other", token, 1 / weight));
            });
    boolean[] has = new boolean[TAGS.length];
    for (int t = 0; t < TAGS.length; t++) {
      has[t] = random.nextInt(100) < TAGS[t];
      if (has[t]) {
        document.add(new StringField("tag", "" + TAGS[t], Store.NO));
      }
    }
    tags.add(has);
    numbers[place] = random.nextInt(NUMBERS);
    document.add(new NumericDocValuesField("n", numbers[place]));
    document.add(new StringField("id", "" + place, Store.NO));
    document.add(new NumericDocValuesField("place", place));
    return document;
  }

  private void readPlaces(LeafReaderContext leaf) throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues("place");
    for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
      boolean live = leaf.reader().getLiveDocs() == null || leaf.reader().getLiveDocs().get(doc);
      if (values.advanceExact(doc) && live) {
        places[leaf.docBase + doc] = (int) values.longValue();
      }
    }
  }

  private void invert() {
    Map<String, List<Integer>> documents = new HashMap<>();
    for (int id = 0; id < places.length; id++) {
      if (places[id] >= 0) {
        for (String token : vectors.get(places[id]).keySet()) {
          documents.computeIfAbsent(token, t -> new ArrayList<>()).add(id);
        }
      }
    }
    documents.forEach(
        (token, list) -> {
          int[] of = list.stream().mapToInt(Integer::intValue).toArray();
          float[] kept = new float[of.length];
          for (int i = 0; i < of.length; i++) {
            kept[i] = trunc9(vectors.get(places[of[i]]).get(token));
          }
          ids.put(token, of);
          weights.put(token, kept);
        });
  }

  /** What the index keeps of a weight: 9 significant bits, rounded down. */
  private static float trunc9(float x) {
    return Float.intBitsToFloat((Float.floatToIntBits(x) >>> 15) << 15);
  }

  DirectoryReader reader() {
    return reader;
  }

  /** The dot products with all live documents by id, summed in doubles; 0 where none matches. */
  double[] scores(SparseVector query, float boost) {
    double[] scores = new double[places.length];
    for (SparseVector.Entry entry : query.entries()) {
      int[] of = ids.getOrDefault(entry.token(), new int[0]);
      float[] kept = weights.get(entry.token());
      double weight = entry.weight() * boost;
      for (int i = 0; i < of.length; i++) {
        scores[of[i]] += weight * kept[i];
      }
    }
    return scores;
  }

  /** The ids of the live documents with the term {@code TAGS[tag]}. */
  BitSet tagged(int tag) {
    FixedBitSet found = new FixedBitSet(Math.max(1, places.length));
    for (int id = 0; id < places.length; id++) {
      if (places[id] >= 0 && tags.get(places[id])[tag]) {
        found.set(id);
      }
    }
    return found;
  }

  /** The ids of the live documents whose number is in a range, both ends included. */
  BitSet numbered(int from, int to) {
    FixedBitSet found = new FixedBitSet(Math.max(1, places.length));
    for (int id = 0; id < places.length; id++) {
      if (places[id] >= 0 && numbers[places[id]] >= from && numbers[places[id]] <= to) {
        found.set(id);
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return reader.maxDoc()
        + " documents, "
        + reader.numDeletedDocs()
        + " deleted, "
        + reader.leaves().size()
        + " segments";
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
