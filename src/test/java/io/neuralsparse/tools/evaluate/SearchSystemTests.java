/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opensearch.test.OpenSearchTestCase;

public class SearchSystemTests extends OpenSearchTestCase {
  private static final String OPTIONS =
      "; options are [prune=<type>:<ratio>, long_text=truncate|windows, precision=int8|fp32,"
          + " token_frequency=set|count, max_query_tokens=<number>, two-phase]";

  private static String search(String word) {
    return SearchSystem.parse(word).search("a \"query\"", 10).toString();
  }

  public void testBm25IsAMatchOfItsField() {
    assertEquals(
        "{\"size\":10,\"_source\":false,\"query\":{\"match\":{\"text\":\"a \\\"query\\\"\"}}}",
        search("bm25"));
    assertEquals(search("bm25"), search("bm25-standard"));
    assertEquals(
        "{\"size\":10,\"_source\":false,\"query\":{\"multi_match\":{\"query\":\"a \\\"query\\\"\","
            + "\"type\":\"best_fields\",\"fields\":[\"title\",\"text\"],\"tie_breaker\":0.5}}}",
        search("bm25-beir"));
    assertEquals(
        "{\"title\":{\"type\":\"text\",\"index\":false},"
            + "\"text\":{\"type\":\"text\",\"analyzer\":\"standard\"}}",
        SearchSystem.parse("bm25-standard").properties().toString());
  }

  public void testOptionsOfQueriesAreInTheSearch() {
    assertEquals(
        "{\"size\":10,\"_source\":false,\"query\":{\"learned_sparse\":{\"text_sparse\":"
            + "{\"query_text\":\"a \\\"query\\\"\",\"model_id\":\"lexical\","
            + "\"token_frequency\":\"count\",\"max_query_tokens\":5}}},\"search_pipeline\":"
            + "{\"request_processors\":[{\"learned_sparse_two_phase\":{}}]}}",
        search("lexical+token_frequency=count+max_query_tokens=5+two-phase"));
  }

  public void testOptionsOfTheIndexAreInThePipeline() {
    assertEquals(
        "{\"processors\":[{\"learned_sparse_encoding\":{\"model_id\":\"lexical\","
            + "\"field_map\":{\"text\":\"text_sparse\"},\"prune_type\":\"max_ratio\","
            + "\"prune_ratio\":0.1,\"long_text\":\"truncate\"}}]}",
        SearchSystem.parse("lexical+prune=max_ratio:0.1+long_text=truncate")
            .pipeline()
            .orElseThrow()
            .toString());
    assertTrue(
        SearchSystem.parse("lexical+prune=top_k:8")
            .pipeline()
            .orElseThrow()
            .toString()
            .contains("\"prune_ratio\":8}"));
    assertTrue(SearchSystem.parse("lexical+precision=fp32").pipeline().isEmpty());
    assertTrue(SearchSystem.parse("bm25").pipeline().isEmpty());
  }

  public void testSystemsThatIndexAlikeHaveOneIndex() {
    List<String> keys =
        List.of(
            SearchSystem.parse("lexical").indexKey(),
            SearchSystem.parse("lexical+two-phase").indexKey(),
            SearchSystem.parse("lexical+token_frequency=count").indexKey());
    assertEquals(1, Set.copyOf(keys).size());
  }

  public void testMistakesAreNamed() {
    for (Map.Entry<String, String> each :
        Map.of(
                "",
                "[] names no system",
                "bm25+two-phase",
                "[bm25+two-phase]: BM25 has no options, got [two-phase]",
                "m+bogus",
                "[m+bogus] has the option [bogus]" + OPTIONS,
                "m+precision=int4",
                "[m+precision=int4] has the option [precision=int4]" + OPTIONS,
                "m+two-phase=yes",
                "[m+two-phase=yes] has the option [two-phase=yes]" + OPTIONS,
                "m+prune=0.1",
                "[m+prune=0.1] has the option [prune=0.1]" + OPTIONS,
                "m+two-phase+two-phase",
                "[m+two-phase+two-phase] has [two-phase] twice",
                "m+prune=max_ratio:1.2",
                "[m+prune=max_ratio:1.2]: [prune] must be in [0, 1) for [max_ratio], got [1.2]")
            .entrySet()) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> SearchSystem.parse(each.getKey()));
      assertEquals(each.getValue(), e.getMessage());
    }
  }

  public void testFlopsAreTokensInCommon() {
    TokenCounts documents = new TokenCounts();
    documents.add(List.of("a", "b"));
    documents.add(List.of("a"));
    TokenCounts queries = new TokenCounts();
    queries.add(List.of("a", "c"));
    queries.add(List.of("b"));
    // a: 2/2 * 1/2, b: 1/2 * 1/2
    assertEquals(0.75, documents.flops(queries), 1e-12);
    assertEquals(1.5, documents.mean(), 0);
    assertArrayEquals(new int[] {0, 1, 1}, documents.sizes());
    assertEquals(0, documents.flops(new TokenCounts()), 0);
  }
}
