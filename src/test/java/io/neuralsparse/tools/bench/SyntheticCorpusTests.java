/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.opensearch.test.OpenSearchTestCase;

/** The statistics of a few thousand documents, with tolerances of several standard errors. */
public class SyntheticCorpusTests extends OpenSearchTestCase {
  private static final int DOCUMENTS = 20_000;

  private Path model;
  private SyntheticCorpus corpus;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    model = TestModels.lexical(createTempDir());
    corpus = SyntheticCorpus.of(ModelFolder.of(model), 42);
  }

  public void testAQueryMatchesAsManyTokensOfADocumentAsThePapersModelsDo() {
    double flops = corpus.flops(5_000, 2_000);
    assertTrue("FLOPS " + flops, flops >= 1.5 && flops <= 2.0);
    double other = SyntheticCorpus.of(ModelFolder.of(model), 43).flops(5_000, 2_000);
    assertTrue("FLOPS " + other, other >= 1.5 && other <= 2.0);
  }

  public void testFlopsIsTheMeanNumberOfMatches() {
    int matches = 0;
    for (int i = 0; i < 40; i++) {
      Map<String, Float> document = corpus.document(i).vector().toMap();
      for (int j = 0; j < 30; j++) {
        for (SparseVector.Entry entry : corpus.query(j).tokens().entries()) {
          matches += document.containsKey(entry.token()) ? 1 : 0;
        }
      }
    }
    assertEquals(matches / (40.0 * 30), corpus.flops(40, 30), 1e-12);
  }

  public void testLengthsAndWeights() {
    double words = 0;
    double others = 0;
    double occurrences = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      SyntheticDocument document = corpus.document(i);
      assertEquals(i, document.number());
      for (int place = 0; place < document.size(); place++) {
        words += document.frequency(place) > 0 ? 1 : 0;
        others += document.frequency(place) > 0 ? 0 : 1;
        occurrences += document.frequency(place);
        float weight = document.weight(place);
        assertTrue(weight + " of " + i, weight >= 0.05f && weight <= 2.5f);
      }
    }
    assertEquals(60, words / DOCUMENTS, 1);
    assertEquals(120, others / DOCUMENTS, 2);
    assertEquals("words of a text", 96, occurrences / DOCUMENTS, 5);
  }

  public void testDocumentFrequenciesFollowTheTable() {
    Map<String, int[]> inTexts = new HashMap<>();
    Map<String, int[]> inVectors = new HashMap<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      SyntheticDocument document = corpus.document(i);
      for (int place = 0; place < document.size(); place++) {
        inVectors.computeIfAbsent(document.token(place), token -> new int[1])[0]++;
        if (document.frequency(place) > 0) {
          inTexts.computeIfAbsent(document.token(place), token -> new int[1])[0]++;
        }
      }
    }
    Lexicon lexicon = corpus.lexicon();
    int[] words =
        IntStream.range(0, lexicon.size())
            .filter(token -> lexicon.inText(token) * DOCUMENTS >= 100)
            .toArray();
    assertTrue("words " + words.length, words.length > 1_000);
    double[] table = share(words, token -> Math.exp(-lexicon.idf(token)));
    double[] text = share(words, token -> inTexts.get(lexicon.name(token))[0] / (double) DOCUMENTS);
    double[] vector =
        share(words, token -> inVectors.get(lexicon.name(token))[0] / (double) DOCUMENTS);
    assertTrue("texts " + correlation(table, text), correlation(table, text) > 0.98);
    assertTrue("vectors " + correlation(table, vector), correlation(table, vector) > 0.98);
    for (int i = 0; i < words.length; i++) {
      assertNear(words[i], lexicon.inText(words[i]), text[i]);
      assertNear(words[i], lexicon.inVector(words[i]), vector[i]);
      // The texts are longer than those of the table, by the same stretch for all but the most
      // frequent words.
      double stretch = text[i] / table[i];
      assertTrue(
          lexicon.name(words[i]) + " " + stretch,
          table[i] > 0.2 || text[i] * DOCUMENTS < 200 || (stretch > 1 && stretch < 2.4));
    }
  }

  /** Six standard errors: of some ten thousand words none is further off. */
  private void assertNear(int token, double expected, double measured) {
    double error = Math.sqrt(expected * (1 - expected) / DOCUMENTS);
    assertEquals(corpus.lexicon().name(token), expected, measured, 6 * error + 1e-4);
  }

  private static double[] share(int[] tokens, IntToDoubleFunction share) {
    return IntStream.of(tokens).mapToDouble(share).toArray();
  }

  /** Spearman's rank correlation, ties in any order. */
  private static double correlation(double[] a, double[] b) {
    int[] ranksOfA = ranks(a);
    int[] ranksOfB = ranks(b);
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += Math.pow(ranksOfA[i] - ranksOfB[i], 2);
    }
    double n = a.length;
    return 1 - 6 * squares / (n * (n * n - 1));
  }

  private static int[] ranks(double[] values) {
    List<Integer> order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted((i, j) -> Double.compare(values[i], values[j]))
            .toList();
    int[] ranks = new int[values.length];
    for (int rank = 0; rank < ranks.length; rank++) {
      ranks[order.get(rank)] = rank;
    }
    return ranks;
  }

  public void testADocumentIsAFunctionOfSeedAndNumber() {
    SyntheticCorpus same = SyntheticCorpus.of(ModelFolder.of(model), 42);
    SyntheticCorpus other = SyntheticCorpus.of(ModelFolder.of(model), 41);
    for (int i = 200; i >= 0; i -= 50) {
      assertEquals(corpus.document(i).vector(), same.document(i).vector());
      assertEquals(corpus.document(i).text(), same.document(i).text());
      assertEquals(corpus.query(i), same.query(i));
      assertEquals(corpus.wideQuery(i), same.wideQuery(i));
      assertNotEquals(corpus.document(i).vector(), other.document(i).vector());
      assertNotEquals(corpus.query(i), other.query(i));
      assertNotEquals(corpus.document(i).vector(), corpus.document(i + 1).vector());
    }
  }

  public void testDocumentsOfATopicAreAlike() {
    // What a query's rarest word finds has more of the query's other words than any document has.
    List<Set<String>> documents =
        IntStream.range(0, 2_000)
            .mapToObj(i -> corpus.document(i).vector().toMap().keySet())
            .toList();
    double together = 0;
    double apart = 0;
    for (int i = 0; i < 200; i++) {
      List<SparseVector.Entry> words = corpus.query(i).tokens().entries();
      String rarest = words.get(0).token();
      String next = words.get(1).token();
      List<Set<String>> found = documents.stream().filter(d -> d.contains(rarest)).toList();
      together += found.isEmpty() ? 0 : share(found, next);
      apart += share(documents, next);
    }
    assertTrue(together + " " + apart, together > 1.5 * apart);
  }

  private static double share(List<Set<String>> documents, String token) {
    return (double) documents.stream().filter(d -> d.contains(token)).count() / documents.size();
  }

  public void testQueries() throws IOException {
    try (QueryEncoder encoder = QueryEncoder.load(ModelManifest.read(ModelFolder.of(model)))) {
      int shortest = Integer.MAX_VALUE;
      int longest = 0;
      for (int i = 0; i < 2_000; i++) {
        SyntheticQuery query = corpus.query(i);
        assertEquals(encoder.encode(query.text()), query.tokens());
        assertEquals(words(query.text()), ones(query.tokens()));
        shortest = Math.min(shortest, query.tokens().size());
        longest = Math.max(longest, query.tokens().size());
        SyntheticQuery wide = corpus.wideQuery(i);
        assertEquals(query.text(), wide.text());
        assertEquals(37, wide.tokens().size());
        assertTrue(wide.tokens().toMap().keySet().containsAll(query.tokens().toMap().keySet()));
        assertTrue(wide.tokens().entries().stream().allMatch(e -> e.weight() <= 2.5f));
      }
      assertEquals(5, shortest);
      assertEquals(8, longest);
    }
  }

  public void testTextsHaveTheWordsOfTheirVectors() throws IOException {
    for (int i = 0; i < 200; i++) {
      SyntheticDocument document = corpus.document(i);
      Map<String, Integer> expected = new TreeMap<>();
      for (int place = 0; place < document.size(); place++) {
        if (document.frequency(place) > 0) {
          expected.put(document.token(place), document.frequency(place));
        }
      }
      assertEquals(expected, words(document.text()));
    }
  }

  /** The words of a text to the standard analyzer, with their numbers of occurrences. */
  private static Map<String, Integer> words(String text) throws IOException {
    Map<String, Integer> words = new TreeMap<>();
    try (StandardAnalyzer analyzer = new StandardAnalyzer();
        TokenStream stream = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        words.merge(term.toString(), 1, Integer::sum);
      }
      stream.end();
    }
    return words;
  }

  private static Map<String, Integer> ones(SparseVector tokens) {
    return tokens.entries().stream()
        .collect(Collectors.toMap(SparseVector.Entry::token, e -> 1, Integer::sum, TreeMap::new));
  }
}
