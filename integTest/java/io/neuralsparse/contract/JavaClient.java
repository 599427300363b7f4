/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonParser;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch._types.OpenSearchException;
import org.opensearch.client.opensearch._types.Refresh;
import org.opensearch.client.opensearch._types.query_dsl.Query;
import org.opensearch.client.opensearch.core.BulkResponse;
import org.opensearch.client.opensearch.core.ExplainResponse;
import org.opensearch.client.opensearch.core.SearchResponse;
import org.opensearch.client.opensearch.core.search.Hit;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/**
 * OpenSearch's client for Java: its typed requests, and for what it has no types for (the processor
 * and the query) its generic ones, or the typed {@code wrapper} query around ours.
 */
@RunWith(Parameterized.class)
public final class JavaClient {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final String INDEX = "from-java";
  private static final String COFFEE =
      Index.json("{'neural_sparse': {'text_sparse': {'query_text': 'Coffee'}}}");

  private static OpenSearchClient client;
  private static CoffeeTexts texts;

  public JavaClient(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) throws IOException {
    texts = CoffeeTexts.on(Servers.node(version));
    client =
        new OpenSearchClient(
            ApacheHttpClient5TransportBuilder.builder(
                    HttpHost.create(URI.create(Servers.node(version).url())))
                .build());
    generic(
        "PUT",
        "/_ingest/pipeline/from-java",
        "{'processors': [{'sparse_encoding': {'field_map': {'text': 'text_sparse'}}}]}");
    client
        .indices()
        .create(
            create ->
                create
                    .index(INDEX)
                    .settings(settings -> settings.defaultPipeline(INDEX).numberOfShards(1))
                    .mappings(
                        mappings ->
                            mappings
                                .properties("text", text -> text.text(type -> type))
                                .properties(
                                    "text_sparse", vector -> vector.rankFeatures(type -> type))));
    BulkResponse bulk =
        client.bulk(
            request -> {
              request.index(INDEX).refresh(Refresh.True);
              for (int i = 0; i < CoffeeTexts.TEXTS.size(); i++) {
                String id = String.valueOf(i);
                Map<String, String> source = Map.of("text", CoffeeTexts.TEXTS.get(i));
                request.operations(
                    operation -> operation.index(index -> index.id(id).document(source)));
              }
              return request;
            });
    assertFalse(bulk.errors());
  }

  @AfterParam
  public static void close() throws IOException {
    client.indices().delete(delete -> delete.index(INDEX));
    client.ingest().deletePipeline(delete -> delete.id(INDEX));
    client._transport().close();
  }

  private static Answer generic(String method, String path, String body) throws IOException {
    try (Response response =
        client
            .generic()
            .execute(
                Requests.builder().method(method).endpoint(path).json(Index.json(body)).build())) {
      String text = response.getBody().orElseThrow().bodyAsString();
      return new Answer(path, response.getStatus(), Map.of(), text).ok();
    }
  }

  /** Our query as a typed one. */
  private static Query typed(String query) {
    String encoded = Base64.getEncoder().encodeToString(query.getBytes(UTF_8));
    return Query.of(of -> of.wrapper(wrapper -> wrapper.query(encoded)));
  }

  private static void assertScores(SearchResponse<JsonNode> response) {
    List<Hit<JsonNode>> hits = response.hits().hits();
    assertEquals(2, hits.size());
    for (int i = 0; i < 2; i++) {
      assertEquals(String.valueOf(i), hits.get(i).id());
      Index.assertScore(hits.get(i).id(), texts.score(i), hits.get(i).score());
    }
  }

  @Test
  public void typedSearchWithHighlights() throws IOException {
    SearchResponse<JsonNode> response =
        client.search(
            search ->
                search
                    .index(INDEX)
                    .query(typed(COFFEE))
                    .highlight(
                        highlight ->
                            highlight.fields(
                                "text", field -> field.type(type -> type.custom("neural_sparse")))),
            JsonNode.class);
    assertScores(response);
    assertEquals(List.of("<em>coffee</em>"), response.hits().hits().get(0).highlight().get("text"));
    assertEquals(
        List.of("this is the best way to make <em>coffee</em>"),
        response.hits().hits().get(1).highlight().get("text"));
    assertEquals(
        CoffeeTexts.TEXTS.get(1), response.hits().hits().get(1).source().get("text").asText());
  }

  @Test
  public void typedCompoundQueryAndCount() throws IOException {
    Query both =
        Query.of(
            of ->
                of.bool(
                    bool ->
                        bool.must(typed(COFFEE))
                            .filter(
                                filter ->
                                    filter.match(
                                        match ->
                                            match
                                                .field("text")
                                                .query(query -> query.stringValue("best"))))));
    SearchResponse<JsonNode> response =
        client.search(search -> search.index(INDEX).query(both).explain(true), JsonNode.class);
    Hit<JsonNode> hit = response.hits().hits().get(0);
    assertEquals(1, response.hits().hits().size());
    Index.assertScore("bool", texts.score(1), hit.score());
    Index.assertScore("explained", texts.score(1), hit.explanation().value());
    assertEquals(2, client.count(count -> count.index(INDEX).query(typed(COFFEE))).count());
  }

  @Test
  public void typedExplain() throws IOException {
    ExplainResponse<JsonNode> explained =
        client.explain(
            explain -> explain.index(INDEX).id("0").query(typed(COFFEE)), JsonNode.class);
    assertEquals(true, explained.matched());
    Index.assertScore("explained", texts.score(0), explained.explanation().value());
  }

  @Test
  public void genericSearch() throws IOException {
    Answer answer = generic("POST", "/from-java/_search", "{'query': " + COFFEE + "}");
    for (int i = 0; i < 2; i++) {
      assertEquals(String.valueOf(i), answer.at("hits", "hits", i, "_id").getAsString());
      Index.assertScore(
          "generic", texts.score(i), answer.at("hits", "hits", i, "_score").getAsDouble());
    }
  }

  @Test
  public void mistakesAreExceptionsWithOurMessage() {
    OpenSearchException e =
        assertThrows(
            OpenSearchException.class,
            () ->
                client.search(
                    search ->
                        search.index(INDEX).query(typed(COFFEE.replace("text_sparse", "text"))),
                    JsonNode.class));
    assertEquals(400, e.status());
    assertEquals(
        "failed to create query: [neural_sparse] query needs a field of type [rank_features], got"
            + " [text] of type [text]",
        JsonParser.parseString(e.response().error().toJsonString())
            .getAsJsonObject()
            .getAsJsonArray("root_cause")
            .get(0)
            .getAsJsonObject()
            .get("reason")
            .getAsString());
  }
}
