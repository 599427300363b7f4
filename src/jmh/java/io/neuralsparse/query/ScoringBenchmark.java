/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.query.blockmax.BlockMaxSearch;
import io.neuralsparse.query.blockmax.BlockMaximaCache;
import io.neuralsparse.query.blockmax.TopHits;
import io.neuralsparse.tools.bench.SyntheticCorpus;
import io.neuralsparse.tools.bench.SyntheticDocument;
import io.neuralsparse.tools.bench.SyntheticQuery;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.NoopCircuitBreaker;

/**
 * What a search costs inside Lucene: the ten best documents of a synthetic corpus in one segment,
 * one thread, a fresh query each time. The index is kept in {@code target/jmh}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class ScoringBenchmark {
  private static final long SEED = 42;
  private static final int TOP = 10;
  private static final int QUERIES = 10_000;

  /** How many; another number by {@code -p documents=1000000}. */
  @Param("100000")
  public int documents;

  /** What block maxima may take of the heap; smaller by {@code -p cacheSize=25mb,100mb}. */
  @Param("1gb")
  public String cacheSize;

  private final SyntheticQuery[] queries = new SyntheticQuery[QUERIES];
  private final SyntheticQuery[] wideQueries = new SyntheticQuery[QUERIES];
  private BlockMaximaCache cache;
  private Directory directory;
  private DirectoryReader reader;
  private IndexSearcher searcher;
  private int next;

  /** Opens the index, and makes it if it is not there. */
  @Setup
  public void open() throws IOException {
    SyntheticCorpus corpus =
        SyntheticCorpus.of(ModelFolder.of(Path.of("config/models/lexical")), SEED);
    directory = FSDirectory.open(Path.of("target/jmh/index-" + documents));
    if (!DirectoryReader.indexExists(directory)) {
      index(corpus);
    }
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    cache =
        new BlockMaximaCache(
            Settings.builder().put("neural_sparse.block_max.cache_size", cacheSize).build(),
            Runnable::run,
            () -> new NoopCircuitBreaker(CircuitBreaker.REQUEST));
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = corpus.query(i);
      wideQueries[i] = corpus.wideQuery(i);
    }
  }

  private void index(SyntheticCorpus corpus) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig(new StandardAnalyzer());
    config.setRAMBufferSizeMB(256);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < documents; i++) {
        SyntheticDocument document = corpus.document(i);
        Document fields = new Document();
        fields.add(new TextField("text", document.text(), Field.Store.NO));
        for (int place = 0; place < document.size(); place++) {
          fields.add(new FeatureField("vector", document.token(place), document.weight(place)));
        }
        writer.addDocument(fields);
      }
      writer.forceMerge(1);
    }
  }

  /** Says what became of the cache, and closes the index. */
  @TearDown
  public void close() throws IOException {
    System.out.println(cache.stats());
    cache.close();
    reader.close();
    directory.close();
  }

  private SyntheticQuery next(SyntheticQuery[] all) {
    next = (next + 1) % QUERIES;
    return all[next];
  }

  private static Query linear(SparseVector tokens) {
    BooleanQuery.Builder sum = new BooleanQuery.Builder();
    for (SparseVector.Entry entry : tokens.entries()) {
      Query feature = FeatureField.newLinearQuery("vector", entry.token(), 1f);
      sum.add(new BoostQuery(feature, entry.weight()), BooleanClause.Occur.SHOULD);
    }
    return sum.build();
  }

  /** As a node runs it for a search that wants the best hits and nothing else. */
  private Query own(SparseVector tokens) {
    SparseDotProductQuery query = new SparseDotProductQuery("vector", tokens);
    query.through(new BlockMaxSearch(cache, new TopHits(TOP, null, false)));
    return query;
  }

  /** BM25 of the query's words. */
  @Benchmark
  public TopDocs bm25() throws IOException {
    BooleanQuery.Builder words = new BooleanQuery.Builder();
    for (String word : next(queries).text().split(" ", -1)) {
      words.add(new TermQuery(new Term("text", word)), BooleanClause.Occur.SHOULD);
    }
    return searcher.search(words.build(), TOP);
  }

  /** The query's tokens by Lucene's own means. */
  @Benchmark
  public TopDocs naive() throws IOException {
    return searcher.search(linear(next(queries).tokens()), TOP);
  }

  /** The query's tokens by this plugin's query. */
  @Benchmark
  public TopDocs own() throws IOException {
    return searcher.search(own(next(queries).tokens()), TOP);
  }

  /** A bi-encoder's 37 tokens by Lucene's own means. */
  @Benchmark
  public TopDocs naiveWide() throws IOException {
    return searcher.search(linear(next(wideQueries).tokens()), TOP);
  }

  /** A bi-encoder's 37 tokens by this plugin's query. */
  @Benchmark
  public TopDocs ownWide() throws IOException {
    return searcher.search(own(next(wideQueries).tokens()), TOP);
  }
}
