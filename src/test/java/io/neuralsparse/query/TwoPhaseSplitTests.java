/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.NeuralSparsePlugin;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.tests.index.RandomIndexWriter;
import org.opensearch.common.compress.CompressedXContent;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.mapper.MapperService;
import org.opensearch.index.query.BoolQueryBuilder;
import org.opensearch.index.query.ConstantScoreQueryBuilder;
import org.opensearch.index.query.DisMaxQueryBuilder;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.index.query.QueryShardContext;
import org.opensearch.index.query.TermQueryBuilder;
import org.opensearch.plugins.Plugin;
import org.opensearch.test.AbstractBuilderTestCase;

/** The two parts of random queries, searched with Lucene, against the whole. */
public class TwoPhaseSplitTests extends AbstractBuilderTestCase {
  private static final String FIELD = "v";
  private static final String WORD = "word";

  @Override
  @SuppressWarnings("deprecation") // the base class maps a geo_shape
  protected Collection<Class<? extends Plugin>> getPlugins() {
    return List.of(
        NeuralSparsePlugin.class,
        MapperExtrasModulePlugin.class,
        org.opensearch.test.TestGeoShapeFieldMapperPlugin.class);
  }

  @Override
  protected void initializeAdditionalMappings(MapperService mapperService) throws IOException {
    mapperService.merge(
        "_doc",
        new CompressedXContent(
            "{\"properties\": {\"v\": {\"type\": \"rank_features\"}, \"word\": {\"type\":"
                + " \"keyword\"}}}"),
        MapperService.MergeReason.MAPPING_UPDATE);
  }

  private static Map<String, Float> weights(int most) {
    Map<String, Float> weights = new HashMap<>();
    for (int i = randomIntBetween(1, most); i > 0; i--) {
      weights.put("t" + randomInt(11), 0.1f + 3 * randomFloat());
    }
    return weights;
  }

  private static LearnedSparseQueryBuilder sparse() {
    return LearnedSparseQueryBuilder.ofTokens(
            LearnedSparseQueryBuilder.NAME, FIELD, SparseVector.of(weights(8)), null)
        .boost(randomFrom(1f, 0.5f, 3f));
  }

  private static QueryBuilder randomQuery(int depth) {
    if (depth > 0 && randomInt(3) > 0) {
      BoolQueryBuilder bool = new BoolQueryBuilder().boost(randomFrom(1f, 2f, 0.25f));
      for (int i = randomIntBetween(1, 3); i > 0; i--) {
        bool.should(randomQuery(depth - 1));
      }
      if (rarely()) {
        bool.must(randomQuery(0));
      }
      if (rarely()) {
        bool.filter(randomQuery(0));
      }
      if (rarely()) {
        bool.mustNot(word());
      }
      if (rarely()) {
        bool.minimumShouldMatch(randomFrom("0", "1", "2", "50%"));
      }
      return bool;
    }
    return switch (randomInt(5)) {
      case 0 -> word();
      case 1 -> new ConstantScoreQueryBuilder(sparse()).boost(2);
      case 2 -> new DisMaxQueryBuilder().add(sparse()).add(word());
      default -> sparse();
    };
  }

  private static QueryBuilder word() {
    return new TermQueryBuilder(WORD, randomFrom("x", "y", "z")).boost(randomFrom(1f, 4f));
  }

  private static Map<Integer, Float> scores(
      IndexSearcher searcher, QueryBuilder query, QueryShardContext context) throws IOException {
    Map<Integer, Float> scores = new HashMap<>();
    for (ScoreDoc hit : searcher.search(query.rewrite(context).toQuery(context), 1000).scoreDocs) {
      scores.put(hit.doc, hit.score);
    }
    return scores;
  }

  public void testThePartsAddUp() throws IOException {
    try (Directory directory = newDirectory()) {
      try (RandomIndexWriter writer = new RandomIndexWriter(random(), directory)) {
        for (int i = 0; i < 80; i++) {
          Document document = new Document();
          weights(10).forEach((t, w) -> document.add(new FeatureField(FIELD, t, w)));
          document.add(new StringField(WORD, randomFrom("x", "y", "z", "-"), Field.Store.NO));
          writer.addDocument(document);
        }
      }
      int split = 0;
      int fewer = 0;
      try (IndexReader reader = org.apache.lucene.index.DirectoryReader.open(directory)) {
        IndexSearcher searcher = newSearcher(reader);
        searcher.setSimilarity(new org.apache.lucene.search.similarities.BooleanSimilarity());
        QueryShardContext context = createShardContext(searcher);
        for (int i = 0; i < 1000; i++) {
          QueryBuilder query = randomQuery(3);
          int wanted = randomFrom(1, 10, 50, 1000);
          TwoPhaseSplit parts = TwoPhaseSplit.of(query, TwoPhaseTests.anyOptions(), wanted, q -> q);
          if (parts != null) {
            split++;
            fewer += assertAddUp(searcher, query, parts, wanted, context) ? 1 : 0;
          }
        }
      }
      assertTrue("only " + split, split > 50);
      assertTrue("some first parts match less: " + fewer, fewer > 5);
    }
  }

  /** Returns whether the first part matches less than the whole. */
  private static boolean assertAddUp(
      IndexSearcher searcher,
      QueryBuilder query,
      TwoPhaseSplit parts,
      int wanted,
      QueryShardContext context)
      throws IOException {
    Map<Integer, Float> whole = scores(searcher, query, context);
    Map<Integer, Float> first = scores(searcher, parts.first(), context);
    Map<Integer, Float> second = scores(searcher, parts.second(), context);
    String message = query + " as " + parts;
    assertTrue(message, whole.keySet().containsAll(first.keySet()));
    assertTrue(message, first.size() >= Math.min(whole.size(), wanted));
    first.forEach(
        (doc, score) ->
            assertEquals(
                message,
                whole.get(doc),
                score + second.getOrDefault(doc, 0f),
                1e-5f * whole.get(doc)));
    return first.size() < whole.size();
  }
}
