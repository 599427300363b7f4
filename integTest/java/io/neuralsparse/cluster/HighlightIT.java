/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.TestModels;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The highlighter, over HTTP, on the built-in model and a small one. One class, however long. */
@RunWith(Parameterized.class)
public final class HighlightIT {
  private static final String BREWING =
      "Espresso is brewed by forcing hot water through finely ground coffee. Green tea is steeped in"
          + " hot water. Nobody forces tea! Coffee beans are roasted & ground, then brewed.";
  private static final String COFFEE =
      "'query': {'neural_sparse': {'text_sparse': {'query_text': 'How is espresso coffee"
          + " brewed?'}}}";

  private static Node node;
  private static Http http;

  public HighlightIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) throws IOException {
    Path small = TestModels.small(Files.createTempDirectory("models"), "small");
    node = SharedNodes.take(version);
    node.addConfig("neural-sparse/models/small", small);
    node.addConfig("neural-sparse/models/unread", small);
    http = node.http();
    put(
        "/_ingest/pipeline/encode",
        "{'processors': [{'sparse_encoding': {'field_map': {'text': 'text_sparse', 'title':"
            + " 'title_sparse'}}}]}");
    put(
        "/_ingest/pipeline/nested",
        "{'processors': [{'sparse_encoding': {'field_map': {'parts.text': 'text_sparse'}}}]}");
    index(
        "brewing", "encode", "'text': {'type': 'text'}, 'title': {'type': 'text', 'store': true}");
    put("/brewing/_doc/1?refresh=true", "{'text': '" + BREWING + "'}");
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      List<String> complaints = ServerLog.complaints(node.logs());
      SharedNodes.giveBack(node);
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer put(String path, String body) {
    return http.put(path, json(body)).ok();
  }

  private static void index(String index, String pipeline, String fields) {
    put(
        "/" + index,
        "{'settings': {'default_pipeline': '"
            + pipeline
            + "', 'number_of_shards': 1}, 'mappings': {'properties': {'text_sparse': {'type':"
            + " 'rank_features'}, 'title_sparse': {'type': 'rank_features'}, "
            + fields
            + "}}}");
  }

  private static Answer search(String index, String query, String highlight) {
    return http.post(
        "/" + index + "/_search", json("{" + query + ", 'highlight': {" + highlight + "}}"));
  }

  /** The fragments of a field of the first hit; empty where there are none. */
  private static List<String> fragments(String index, String query, String highlight) {
    return fragments(search(index, query, highlight).ok(), "text");
  }

  private static List<String> fragments(Answer answer, String field) {
    JsonObject hit = answer.at("hits", "hits", 0).getAsJsonObject();
    List<String> fragments = new ArrayList<>();
    if (hit.has("highlight") && hit.getAsJsonObject("highlight").has(field)) {
      for (JsonElement fragment : hit.getAsJsonObject("highlight").getAsJsonArray(field)) {
        fragments.add(fragment.getAsString());
      }
    }
    return fragments;
  }

  private static void assertRefused(Answer answer, String reason) {
    assertEquals(answer.toString(), 400, answer.status());
    assertEquals(
        answer.toString(), reason, answer.at("error", "root_cause", 0, "reason").getAsString());
  }

  @Test
  public void theCommonRequestMarksWhatTheQueryMatched() {
    List<String> expected =
        List.of(
            "<em>Espresso</em> <em>is</em> <em>brewed</em> by forcing hot water through finely"
                + " ground <em>coffee</em>.",
            "Green tea <em>is</em> steeped in hot water. Nobody forces tea!",
            "<em>Coffee</em> beans are roasted & ground, then <em>brewed</em>.");
    for (String type : List.of("neural_sparse", "learned_sparse")) {
      assertEquals(
          expected, fragments("brewing", COFFEE, "'fields': {'text': {'type': '" + type + "'}}"));
      assertEquals(
          expected, fragments("brewing", COFFEE, "'type': '" + type + "', 'fields': {'te*': {}}"));
    }
  }

  @Test
  public void aHighlightThatNamesNoTypeIsTheServersOwn() {
    assertEquals(
        List.of("Green <em>tea</em> is steeped in hot water. Nobody forces <em>tea</em>!"),
        fragments(
            "brewing",
            "'query': {'match': {'text': 'green tea'}}",
            "'fields': {'text': {'number_of_fragments': 1, 'highlight_query': {'term': {'text':"
                + " 'tea'}}}}"));
  }

  private static String text(String options) {
    return "'fields': {'text': {'type': 'neural_sparse'" + options + "}}";
  }

  @Test
  public void sizeNumberOrderAndTags() {
    assertEquals(
        List.of(
            "<em>Espresso</em> <em>is</em> <em>brewed</em> by forcing hot water through",
            "finely ground <em>coffee</em>.",
            "Green tea <em>is</em> steeped in hot water.",
            "<em>Coffee</em> beans are roasted & ground, then <em>brewed</em>"),
        fragments("brewing", COFFEE, text(", 'fragment_size': 40")));
    assertEquals(
        List.of("<em>Espresso</em> <em>is</em> <em>brewed</em> by forcing hot water through"),
        fragments("brewing", COFFEE, text(", 'fragment_size': 40, 'number_of_fragments': 1")));
    assertEquals(
        List.of(
            "<b>Espresso</b> <b>is</b> <b>brewed</b> by forcing hot water through finely ground"
                + " <b>coffee</b>.",
            "<b>Coffee</b> beans are roasted & ground, then <b>brewed</b>.",
            "Green tea <b>is</b> steeped in hot water. Nobody forces tea!"),
        fragments(
            "brewing",
            COFFEE,
            "'pre_tags': ['<b>'], 'post_tags': ['</b>'], " + text(", 'order': 'score'")));
    assertEquals(
        List.of("[Espresso", "[is", "[brewed", "[coffee", "[is", "[Coffee", "[brewed"),
        fragments(
            "brewing",
            COFFEE,
            text(
                ", 'pre_tags': '[', 'post_tags': '', 'boundary_scanner': 'word',"
                    + " 'number_of_fragments': 20")));
  }

  @Test
  public void aWholeFieldAndHtml() {
    assertEquals(
        List.of(
            BREWING
                .replace("&", "&amp;")
                .replaceAll("(Espresso|\\bis\\b|brewed|[Cc]offee)", "<em>$1</em>")),
        fragments("brewing", COFFEE, "'encoder': 'html', " + text(", 'number_of_fragments': 0")));
  }

  @Test
  public void whereNothingMatched() {
    String query = "'query': {'match_all': {}}";
    assertEquals(List.of(), fragments("brewing", query, text("")));
    assertEquals(
        List.of("Espresso is"), fragments("brewing", query, text(", 'no_match_size': 10")));
    assertEquals(
        List.of("Espresso is"),
        fragments(
            "brewing",
            "'query': {'bool': {'must': {'match_all': {}}, 'must_not': {'neural_sparse':"
                + " {'text_sparse': {'query_text': 'cocoa'}}}}}",
            text(", 'no_match_size': 10")));
    // a field that is not mapped, and one without a value
    assertEquals(
        List.of(),
        fragments("brewing", COFFEE, "'fields': {'nowhere': {'type': 'neural_sparse'}}"));
    assertEquals(
        List.of(), fragments("brewing", COFFEE, "'fields': {'title': {'type': 'neural_sparse'}}"));
  }

  @Test
  public void queriesAreFoundWhereverTheyStand() {
    String water = "{'neural_sparse': {'text_sparse': {'query_text': 'water'}}}";
    List<String> expected =
        List.of(
            "Espresso is brewed by forcing hot <em>water</em> through finely ground coffee.",
            "Green tea is steeped in hot <em>water</em>. Nobody forces tea!");
    for (String query :
        List.of(
            water,
            "{'constant_score': {'filter': " + water + "}}",
            "{'bool': {'should': [{'match': {'text': 'coffee'}}, {'bool': {'filter': "
                + water
                + "}}]}}",
            "{'dis_max': {'queries': [" + water + "]}}",
            "{'boosting': {'positive': "
                + water
                + ", 'negative': {'match': {'text': 'no'}},"
                + " 'negative_boost': 0.5}}",
            "{'function_score': {'query': " + water + ", 'functions': [{'weight': 2}]}}",
            "{'script_score': {'query': " + water + ", 'script': {'source': '1'}}}",
            "{'neural_sparse': {'text_sparse': {'query_tokens': {'water': 100, 'elsewhere': 1}}}}",
            "{'bool': {'must': ["
                + water
                + "], 'must_not': [{'neural_sparse': {'text_sparse':"
                + " {'query_tokens': {'cocoa': 1}}}}]}}")) {
      assertEquals(query, expected, fragments("brewing", "'query': " + query, text("")));
    }
    assertEquals(
        expected,
        fragments("brewing", "'query': {'match_all': {}}", text(", 'highlight_query': " + water)));
    assertEquals(
        expected,
        fragments(
            "brewing",
            "'query': {'match_all': {}}, 'rescore': {'window_size': 10, 'query': {'rescore_query': "
                + water
                + "}}",
            text("")));
  }

  @Test
  public void valuesAreMarkedEachByItself() {
    index("values", "encode", "'text': {'type': 'text'}, 'tag': {'type': 'keyword'}");
    put(
        "/values/_doc/1?pipeline=_none&refresh=true",
        "{'text': ['Green tea', 'coffee and tea', '', 'water'],"
            + " 'tag': ['tea. Tea!', 'x'], 'text_sparse': {'tea': 1, 'coffee': 2}}");
    String query = "'query': {'neural_sparse': {'text_sparse': {'query_text': 'tea, coffee'}}}";
    assertEquals(
        List.of("Green <em>tea</em>", "<em>coffee</em> and <em>tea</em>"),
        fragments("values", query, text("")));
    assertEquals(
        List.of("<em>coffee</em> and <em>tea</em>"),
        fragments("values", query, text(", 'number_of_fragments': 1")));
    assertEquals(
        List.of("<em>coffee</em> and <em>tea</em>", "Green <em>tea</em>"),
        fragments("values", query, text(", 'number_of_fragments': 0, 'order': 'score'")));
    Answer answer =
        search("values", query, "'type': 'neural_sparse', 'fields': {'t*': {'fragment_size': 5}}");
    assertEquals(List.of("<em>tea</em>. <em>Tea</em>!"), fragments(answer.ok(), "tag"));
  }

  @Test
  public void onlyWhatTheDocumentHasIsMarked() {
    index("pruned", "_none", "'text': {'type': 'text'}");
    put(
        "/pruned/_doc/1?refresh=true",
        "{'text': 'Green tea and coffee', 'text_sparse': {'tea': 0.5, 'drink': 3}}");
    assertEquals(
        List.of("Green <em>tea</em> and coffee"),
        fragments(
            "pruned",
            "'query': {'neural_sparse': {'text_sparse': {'query_text': 'coffee tea drink'}}}",
            text("")));
  }

  @Test
  public void littleWordsCanBeLeftOut() {
    assertEquals(
        List.of(
            "<em>Espresso</em> is <em>brewed</em> by forcing hot water through finely ground"
                + " <em>coffee</em>.",
            "<em>Coffee</em> beans are roasted & ground, then <em>brewed</em>."),
        fragments("brewing", COFFEE, text(", 'options': {'prune_ratio': 0.1}")));
  }

  @Test
  public void matchedFieldsSayWhichVectorIsTheTexts() {
    index(
        "two",
        "_none",
        "'text': {'type': 'text'}, 'title': {'type': 'text', 'store': true},"
            + " 'vector': {'type': 'alias', 'path': 'text_sparse'}");
    put(
        "/two/_doc/1?refresh=true",
        "{'text': 'green tea', 'text_sparse': {'tea': 1}, 'title': 'Tea, green',"
            + " 'title_sparse': {'green': 1}}");
    String query =
        "'query': {'bool': {'should': [{'neural_sparse': {'text_sparse': {'query_text': 'green"
            + " tea'}}}, {'neural_sparse': {'title_sparse': {'query_text': 'green tea'}}}]}}";
    assertEquals(List.of("<em>green</em> <em>tea</em>"), fragments("two", query, text("")));
    for (String field : List.of("text_sparse", "vector")) {
      assertEquals(
          List.of("green <em>tea</em>"),
          fragments("two", query, text(", 'matched_fields': ['" + field + "']")));
    }
    assertEquals(
        List.of("<em>green</em> <em>tea</em>"),
        fragments(
            "two",
            query,
            text(", 'matched_fields': ['text_sparse'], 'require_field_match': false")));
    Answer answer =
        search(
            "two",
            query,
            "'fields': {'title': {'type': 'neural_sparse', 'matched_fields': ['title_sparse']}}");
    assertEquals(List.of("Tea, <em>green</em>"), fragments(answer.ok(), "title"));
  }

  @Test
  public void nestedTexts() {
    put(
        "/nested",
        "{'settings': {'number_of_shards': 1}, 'mappings': {'properties': {'parts': {'type':"
            + " 'nested', 'properties': {'text': {'type': 'text'}, 'text_sparse': {'type':"
            + " 'rank_features'}}}}}}");
    for (int id = 1; id <= 2; id++) {
      put(
          "/nested/_doc/" + id + "?refresh=true&pipeline=nested",
          id == 1
              ? "{'parts': [{'text': 'Black cocoa'}]}"
              : "{'parts': [{'text': 'Green tea'}, {'text': 'Black coffee'}, {'text': 'Tea!'}]}");
    }
    Answer answer =
        search(
                "nested",
                "'query': {'nested': {'path': 'parts', 'query': {'neural_sparse':"
                    + " {'parts.text_sparse': {'query_text': 'tea cocoa', 'boost': 2}}}, 'inner_hits':"
                    + " {'highlight': {'type': 'neural_sparse', 'fields': {'parts.text': {}}}}}},"
                    + " 'sort': {'_id': 'desc'}",
                "'type': 'neural_sparse', 'fields': {'parts.text': {}}")
            .ok();
    assertEquals(List.of("Green <em>tea</em>", "<em>Tea</em>!"), fragments(answer, "parts.text"));
    JsonElement inner = answer.at("hits", "hits", 0, "inner_hits", "parts", "hits", "hits");
    assertEquals(2, inner.getAsJsonArray().size());
    for (JsonElement hit : inner.getAsJsonArray()) {
      String text = hit.getAsJsonObject().getAsJsonObject("_source").get("text").getAsString();
      assertEquals(
          text.replaceAll("([Tt]ea)", "<em>$1</em>"),
          hit.getAsJsonObject()
              .getAsJsonObject("highlight")
              .getAsJsonArray("parts.text")
              .get(0)
              .getAsString());
    }
  }

  @Test
  public void mistakesAreNamed() {
    assertRefused(
        search("brewing", COFFEE, text(", 'options': {'model': 'm', 'colour': 'red'}")),
        "[neural_sparse] highlighter does not know [colour, model] in [options], it takes"
            + " [model_id, prune_ratio]");
    assertRefused(
        search("brewing", COFFEE, text(", 'options': {'model_id': 7}")),
        "[neural_sparse] highlighter needs the name of a model as [options.model_id], got [7]");
    for (String ratio : List.of("1", "-0.1", "'x'")) {
      assertRefused(
          search("brewing", COFFEE, text(", 'options': {'prune_ratio': " + ratio + "}")),
          "[neural_sparse] highlighter needs a number in [0, 1) as [options.prune_ratio], got ["
              + ratio.replace("'", "")
              + "]");
    }
    // of inner hits and top_hits no one knows before the shards do
    assertRefused(
        http.post(
            "/brewing/_search",
            json(
                "{"
                    + COFFEE
                    + ", 'size': 0, 'aggs': {'top': {'top_hits': {'highlight': {"
                    + text(", 'options': {'x': 1}")
                    + "}}}}}")),
        "[neural_sparse] highlighter does not know [x] in [options], it takes [model_id,"
            + " prune_ratio]");
    assertRefused(
        search("brewing", COFFEE, text(", 'options': {'model_id': 'nobody'}")),
        "unknown model [nobody], this node has [lexical, one-layer, small, unread] in [config/neural-sparse/models]");
    assertRefused(
        search("brewing", COFFEE, text(", 'boundary_scanner': 'chars'")),
        "[neural_sparse] highlighter needs [sentence] or [word] as [boundary_scanner], got"
            + " [chars]");
    assertRefused(
        search("brewing", COFFEE, text(", 'matched_fields': ['title']")),
        "[neural_sparse] highlighter needs fields of type [rank_features] as [matched_fields],"
            + " got [title] of type [text]");
    assertRefused(
        search("brewing", COFFEE, "'fields': {'text_sparse': {'type': 'learned_sparse'}}"),
        "[learned_sparse] highlighter marks the words of a text, got field [text_sparse] of type"
            + " [rank_features]: ask for the field of its text");
  }

  @Test
  public void longTextsAreRefusedUnlessAPartWillDo() {
    index("long", "encode", "'text': {'type': 'text'}");
    http.put("/long/_settings", json("{'index.highlight.max_analyzed_offset': 20}")).ok();
    put("/long/_doc/7?refresh=true", "{'text': 'Green tea and green coffee.'}");
    String query = "'query': {'neural_sparse': {'text_sparse': {'query_text': 'coffee green'}}}";
    assertRefused(
        search("long", query, text("")),
        "[neural_sparse] highlighter reads texts up to [index.highlight.max_analyzed_offset] ="
            + " [20] characters, got [27] in field [text] of document [7] of index [long];"
            + " [max_analyzer_offset] marks the beginning of longer ones");
    assertRefused(
        search("long", query, text(", 'max_analyzer_offset': 21")),
        "[neural_sparse] highlighter takes a [max_analyzer_offset] up to"
            + " [index.highlight.max_analyzed_offset] = [20], got [21]");
    assertEquals(
        List.of("<em>Green</em> tea and <em>green</em> coffee."),
        fragments("long", query, text(", 'max_analyzer_offset': 19")));
    assertEquals(
        List.of("<em>Green</em> tea and green coffee."),
        fragments("long", query, text(", 'max_analyzer_offset': 13")));
  }

  /** The small model's vocabulary has b and ##d, but not ##dd as the built-in one has. */
  @Test
  public void theQuerysModelSplitsTheText() {
    index("small", "_none", "'text': {'type': 'text'}");
    put(
        "/small/_doc/1?refresh=true",
        "{'text': 'A bdd, a bd', 'text_sparse': {'b': 1, '##d': 1, '##dd': 1}}");
    List<String> small = List.of("A <em>bdd</em>, a <em>bd</em>");
    List<String> lexical = List.of("A bdd, a <em>bd</em>");
    String byText = "'query': {'neural_sparse': {'text_sparse': {'query_text': 'bd'";
    String byTokens =
        "'query': {'neural_sparse': {'text_sparse': {'query_tokens': {'b': 1, '##d': 1}}}}";
    assertEquals(small, fragments("small", byText + ", 'model_id': 'small'}}}", text("")));
    assertEquals(small, fragments("small", byText + ", 'analyzer': 'tiny'}}}", text("")));
    assertEquals(lexical, fragments("small", byText + "}}}", text("")));
    assertEquals(lexical, fragments("small", byTokens, text("")));
    for (String query : List.of(byTokens, byText + "}}}")) {
      assertEquals(small, fragments("small", query, text(", 'options': {'model_id': 'small'}")));
    }
    // a model that nothing but the highlighter has asked for
    assertEquals(small, fragments("small", byTokens, text(", 'options': {'model_id': 'unread'}")));
    // each clause by its own model: ##dd is the built-in model's half of bdd
    assertEquals(
        List.of("A <em>bdd</em>, a bd"),
        fragments(
            "small",
            "'query': {'bool': {'should': [{'neural_sparse': {'text_sparse': {'query_text': 'a',"
                + " 'model_id': 'small'}}}, {'neural_sparse': {'text_sparse': {'query_tokens':"
                + " {'##dd': 1}}}}]}}",
            text("")));
  }

  @Test
  public void bothPhasesOfATwoPhaseSearchAreMarked() {
    index("phases", "_none", "'text': {'type': 'text'}");
    put(
        "/phases/_doc/1?refresh=true",
        "{'text': 'A bdd, a bd', 'text_sparse': {'a': 1, 'b': 1, '##d': 1}}");
    put(
        "/_search/pipeline/phases",
        "{'request_processors': [{'neural_sparse_two_phase_processor': {'two_phase_parameter':"
            + " {'prune_type': 'top_k', 'prune_ratio': 1}}}]}");
    String query =
        "'query': {'neural_sparse': {'text_sparse': {'query_text': 'a bd', 'model_id': 'small'}}}";
    for (String pipeline : List.of("_none", "phases")) {
      Answer answer =
          http.post(
              "/phases/_search?search_pipeline=" + pipeline,
              json("{" + query + ", 'highlight': {" + text("") + "}}"));
      assertEquals(
          pipeline,
          List.of("<em>A</em> <em>bdd</em>, <em>a</em> <em>bd</em>"),
          fragments(answer.ok(), "text"));
    }
  }

  /** A shard that fails when documents are fetched leaves out its hits: too late for a 400. */
  @Test
  public void mistakesAreFoundBeforeTheSearchBegins() {
    put(
        "/shards",
        "{'settings': {'number_of_shards': 3}, 'mappings': {'properties': {'text_sparse':"
            + " {'type': 'rank_features'}, 'text': {'type': 'text'}}}}");
    put("/shards/_doc/1?refresh=true", "{'text': 'tea', 'text_sparse': {'tea': 1}}");
    String tea = "'query': {'neural_sparse': {'text_sparse': {'query_text': 'tea'}}}";
    String unknown =
        "unknown model [nobody], this node has [lexical, one-layer, small, unread] in [config/neural-sparse/models]";
    assertRefused(search("shards", tea, text(", 'options': {'model_id': 'nobody'}")), unknown);
    assertRefused(
        search(
            "shards",
            tea,
            "'type': 'learned_sparse', 'options': {'model_id': 'nobody'}, 'fields': {'text': {}}"),
        unknown);
    assertRefused(
        search("shards", tea, text(", 'options': {'x': 1}")),
        "[neural_sparse] highlighter does not know [x] in [options], it takes [model_id, prune_ratio]");
    assertRefused(
        search("shards", tea, "'boundary_scanner': 'chars', " + text("")),
        "[neural_sparse] highlighter needs [sentence] or [word] as [boundary_scanner], got"
            + " [chars]");
    // what is another highlighter's is none of ours
    assertEquals(
        List.of(),
        fragments(
            "shards",
            tea,
            "'boundary_scanner': 'chars', 'fields': {'text': {'type': 'plain', 'options': {'x': 1}}}"));
  }

  @Test
  public void topHitsAreMarkedToo() {
    Answer answer =
        http.post(
                "/brewing/_search",
                json(
                    "{"
                        + COFFEE
                        + ", 'size': 0, 'aggs': {'top': {'top_hits': {'highlight': {'fields': {'text':"
                        + " {'type': 'neural_sparse', 'number_of_fragments': 1}}}}}}}"))
            .ok();
    assertEquals(
        "<em>Espresso</em> <em>is</em> <em>brewed</em> by forcing hot water through finely ground"
            + " <em>coffee</em>.",
        answer.at("aggregations", "top", "hits", "hits", 0, "highlight", "text", 0).getAsString());
  }

  /** Fragments around the same words are those of OpenSearch's own highlighter. */
  @Test
  public void fragmentsAreThoseOfUnified() {
    for (String options :
        List.of(
            "",
            ", 'fragment_size': 18",
            ", 'fragment_size': 40",
            ", 'fragment_size': 90",
            ", 'fragment_size': 0",
            ", 'number_of_fragments': 0",
            ", 'boundary_scanner': 'word'",
            ", 'no_match_size': 30, 'highlight_query': {'match_none': {}}")) {
      String marked = "'number_of_fragments': 20, 'encoder': 'html', 'fields': {'text': {";
      List<String> unified =
          fragments(
              "brewing",
              "'query': {'match': {'text': 'coffee brewed is espresso'}}",
              marked + "'type': 'unified'" + options + "}}");
      assertTrue(options, !unified.isEmpty());
      assertEquals(
          options,
          unified,
          fragments("brewing", COFFEE, marked + "'type': 'neural_sparse'" + options + "}}"));
    }
  }
}
