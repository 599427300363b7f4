/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The endpoints of the models, on two nodes, one of which ingests. */
@RunWith(Parameterized.class)
public final class ModelsIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final String MODELS = "neural-sparse/models/";
  private static final String ENDPOINT = "/_plugins/_neural_sparse/models";

  private static final String STATS = "/_plugins/_neural_sparse/stats";

  private static Cluster cluster;
  private static Http http;

  public ModelsIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    NodeOptions options = NodeOptions.of(version);
    cluster =
        Cluster.start(
            options.name("data").roles("cluster_manager", "data"),
            options.name("ingest").roles("ingest"));
    http = cluster.http();
    http.put("/i", json("{'mappings': {'properties': {'s': {'type': 'rank_features'}}}}")).ok();
    http.put("/i/_doc/fixed?refresh=true", json("{'s': {'hello': 1}}")).ok();
  }

  @AfterParam
  public static void stop() {
    if (cluster != null) {
      List<String> complaints = new ArrayList<>();
      cluster.nodes().forEach(node -> complaints.addAll(ServerLog.complaints(node.logs())));
      cluster.close();
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /** Changes a copy of the built-in model before nodes get it. */
  private interface Change {
    void to(Path folder) throws IOException;
  }

  private static void replace(Path file, String old, String with) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(old));
    Files.writeString(file, text.replace(old, with));
  }

  /** Puts a copy of the built-in model on some nodes, in place of what was there by that name. */
  private static void put(String model, List<Node> nodes, Change change) throws IOException {
    Path folder = temporary.newFolder().toPath();
    try (Stream<Path> files = Files.list(nodes.getFirst().config().resolve(MODELS + "lexical"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    change.to(folder);
    for (Node node : nodes) {
      node.addConfig(MODELS + model, folder);
    }
  }

  private static Answer index(String model, String id) {
    http.put(
            "/_ingest/pipeline/" + model,
            json(
                "{'processors': [{'sparse_encoding': {'model_id': '"
                    + model
                    + "', 'field_map': {'t': 's'}}}]}"))
        .ok();
    return http.put(
        "/i/_doc/" + id + "?refresh=true&pipeline=" + model, json("{'t': 'hello world'}"));
  }

  private static double weight(String model, String id) {
    index(model, id).ok();
    return http.get("/i/_doc/" + id).ok().at("_source", "s", "hello").getAsDouble();
  }

  private static double score(Node node, String model) {
    return node.http()
        .post(
            "/i/_search",
            json(
                "{'query': {'bool': {'filter': {'ids': {'values': ['fixed']}}, 'must':"
                    + " {'neural_sparse': {'s': {'query_text': 'hello', 'model_id': '"
                    + model
                    + "'}}}}}}"))
        .ok()
        .at("hits", "hits", 0, "_score")
        .getAsDouble();
  }

  private static List<String> texts(JsonElement array) {
    List<String> texts = new ArrayList<>();
    array.getAsJsonArray().forEach(text -> texts.add(text.getAsString()));
    return texts;
  }

  private static JsonObject node(Answer answer, String name) {
    for (JsonElement node : answer.at("nodes").getAsJsonObject().asMap().values()) {
      if (node.getAsJsonObject().get("name").getAsString().equals(name)) {
        return node.getAsJsonObject();
      }
    }
    throw new AssertionError("no node " + name + " in " + answer);
  }

  private static JsonObject facts(String node, String model) {
    return node(http.get(ENDPOINT + "/" + model).ok(), node)
        .getAsJsonObject("models")
        .getAsJsonObject(model);
  }

  private static boolean isLoaded(String node, String model, String half) {
    return facts(node, model).getAsJsonObject(half).get("loaded").getAsBoolean();
  }

  private static void assertRefused(int status, String reason, Answer answer) {
    assertEquals(answer.toString(), status, answer.status());
    assertEquals(reason, answer.at("error", "reason").getAsString());
  }

  private static void assertLoaded(String model, String data, String ingest) {
    for (String half : List.of("query", "document")) {
      assertEquals(data.contains(half), isLoaded("data", model, half));
      assertEquals(ingest.contains(half), isLoaded("ingest", model, half));
    }
  }

  private static void heavier(Path folder) throws IOException {
    replace(folder.resolve("idf.json"), "\"hello\": 6.937756538391113", "\"hello\": 2.5");
  }

  private static void without(Path folder) throws IOException {
    Files.writeString(folder.resolve("idf.json"), "{\"hello\": -1}");
  }

  @Test
  public void aReloadSwitchesAllNodesAndSaysWhatChanged() throws IOException {
    put("r", cluster.nodes(), folder -> {});
    double weight = weight("r", "r");
    for (Node node : cluster.nodes()) {
      assertEquals(6.937756538391113, score(node, "r"), 1e-4);
    }
    assertLoaded("r", "query", "query document");
    String before = facts("data", "r").get("digest").getAsString();
    put(
        "r",
        cluster.nodes(),
        folder -> {
          heavier(folder);
          replace(folder.resolve("config.json"), "1.2", "0.5");
        });
    for (Node node : cluster.nodes()) {
      assertEquals(6.937756538391113, score(node, "r"), 1e-4);
    }
    String changed = "the folder of model [r] has changed since its ";
    assertEquals(
        List.of(
            "node [data]: " + changed + "query half was loaded; _reload it",
            "node [ingest]: " + changed + "query half was loaded; _reload it",
            "node [ingest]: " + changed + "document half was loaded; _reload it"),
        texts(http.get(ENDPOINT + "/r").ok().at("warnings")));

    Answer answer = http.post(ENDPOINT + "/r/_reload", "").ok();
    assertEquals(
        List.of(
            "query weights: 1 token weighs something else, most of all [hello]: was [6.9377565], is"
                + " [2.5]",
            "document weights: the same text gets others, up to 15 % of the largest apart",
            "stored vectors do not fit the model as it is now: reindex what the pipelines [r] have"
                + " encoded"),
        texts(answer.at("warnings")));
    assertEquals(List.of("r"), texts(answer.at("pipelines")));
    assertEquals(List.of("query"), texts(node(answer, "data").get("halves")));
    assertEquals(List.of("query", "document"), texts(node(answer, "ingest").get("halves")));
    String digest = facts("ingest", "r").get("digest").getAsString();
    assertFalse(digest.equals(before));
    for (Node node : cluster.nodes()) {
      JsonObject reloaded = node(answer, node.name());
      assertEquals(before, reloaded.get("digest_before").getAsString());
      assertEquals(digest, reloaded.get("digest").getAsString());
      assertEquals(2.5, score(node, "r"), 1e-4);
    }
    assertTrue(weight("r", "r") < weight);
    assertEquals(List.of(), texts(http.get(ENDPOINT + "/r").ok().at("warnings")));
    assertEquals(List.of(), texts(http.post(ENDPOINT + "/r/_reload", "").ok().at("warnings")));
  }

  @Test
  public void oneBrokenFolderAndNobodySwitches() throws IOException {
    put("b", cluster.nodes(), folder -> {});
    index("b", "b").ok();
    cluster.nodes().forEach(node -> score(node, "b"));
    put("b", List.of(cluster.node("data")), ModelsIT::heavier);
    put("b", List.of(cluster.node("ingest")), ModelsIT::without);
    String cause =
        "model [b], file [idf.json]: the weight of token [hello] must be finite and not negative,"
            + " got [-1]";
    assertRefused(
        400,
        "model [b] is not reloaded, what served goes on serving: node [ingest]: " + cause,
        http.post(ENDPOINT + "/b/_reload", ""));
    for (Node node : cluster.nodes()) {
      assertEquals(6.937756538391113, score(node, "b"), 1e-4);
    }
    assertLoaded("b", "query", "query document");
    assertEquals(cause, facts("ingest", "b").getAsJsonObject("query").get("failure").getAsString());
    put("b", List.of(cluster.node("ingest")), ModelsIT::heavier);
    http.post(ENDPOINT + "/b/_reload", "").ok();
    for (Node node : cluster.nodes()) {
      assertEquals(2.5, score(node, "b"), 1e-4);
    }
    assertFalse(facts("ingest", "b").getAsJsonObject("query").has("failure"));
  }

  @Test
  public void nodesThatDifferAreNamed() throws IOException {
    put("d", List.of(cluster.node("data")), folder -> {});
    assertEquals(
        List.of("model [d] is missing on the nodes [ingest]"),
        texts(http.get(ENDPOINT + "/d").ok().at("warnings")));
    score(cluster.node("data"), "d");
    List<String> names = new ArrayList<>();
    try (Stream<Path> folders = Files.list(cluster.node("ingest").config().resolve(MODELS))) {
      folders.map(folder -> folder.getFileName().toString()).sorted().forEach(names::add);
    }
    assertRefused(
        400,
        "model [d] is not reloaded, what served goes on serving: node [ingest]: unknown model [d],"
            + " this node has "
            + names
            + " in [config/neural-sparse/models]",
        http.post(ENDPOINT + "/d/_reload", ""));
    put("d", List.of(cluster.node("ingest")), ModelsIT::heavier);
    String data = facts("data", "d").get("digest").getAsString().substring(0, 12);
    String ingest = facts("ingest", "d").get("digest").getAsString().substring(0, 12);
    String onData = "digest [" + data + "…] on the nodes [data]";
    String onIngest = "digest [" + ingest + "…] on the nodes [ingest]";
    String warning =
        "model [d] is not the same on all nodes: "
            + (data.compareTo(ingest) < 0 ? onData + ", " + onIngest : onIngest + ", " + onData);
    assertEquals(List.of(warning), texts(http.get(ENDPOINT + "/d").ok().at("warnings")));
    assertEquals(
        List.of(warning), texts(http.post(ENDPOINT + "/d/_reload", "").ok().at("warnings")));
  }

  @Test
  public void whatIsUnloadedIsLoadedWhenItIsNeeded() throws IOException {
    put("u", cluster.nodes(), folder -> {});
    assertLoaded("u", "", "");
    index("u", "u").ok();
    cluster.nodes().forEach(node -> score(node, "u"));
    Answer answer = http.delete(ENDPOINT + "/u/_unload").ok();
    assertEquals(List.of("query"), texts(node(answer, "data").get("unloaded")));
    assertEquals(List.of("query", "document"), texts(node(answer, "ingest").get("unloaded")));
    assertLoaded("u", "", "");
    assertEquals(
        List.of(
            "the model was loaded nowhere: whether stored vectors still fit it was not checked"),
        texts(http.post(ENDPOINT + "/u/_reload", "").ok().at("warnings")));
    assertLoaded("u", "query", "query");
    index("u", "u").ok();
    assertLoaded("u", "query", "query document");
  }

  private static Answer encode(Node node, String body) {
    return node.http().post(ENDPOINT + "/lexical/_encode", json(body));
  }

  private static double weight(Answer answer, int result, String token) {
    return answer.at("results", result, "tokens", token).getAsDouble();
  }

  /** The weights are those that the contract writes down, and those of the index. */
  @Test
  public void encodedQueries() {
    for (Node node : cluster.nodes()) {
      Answer answer =
          encode(node, "{'text': ['a world, hello', 'Good', ''], 'side': 'query'}").ok();
      assertEquals(node.name(), answer.at("node").getAsString());
      assertEquals("query", answer.at("side").getAsString());
      JsonObject tokens = answer.at("results", 0, "tokens").getAsJsonObject();
      assertEquals(List.of("hello", "world", "a", ","), List.copyOf(tokens.keySet())); // by weight
      assertEquals(6.937756538391113, weight(answer, 0, "hello"), 1e-6);
      assertEquals(3.4208686351776123, weight(answer, 0, "world"), 1e-6);
      assertEquals(0.4022789001464844, weight(answer, 0, "a"), 1e-6);
      assertEquals(3.6415958, weight(answer, 1, "good"), 1e-6);
      assertEquals(0, answer.at("results", 2, "tokens").getAsJsonObject().size());
    }
  }

  @Test
  public void encodedDocuments() {
    index("lexical", "l").ok();
    JsonObject indexed = http.get("/i/_doc/l").ok().at("_source", "s").getAsJsonObject();
    for (Node node : cluster.nodes()) {
      Answer answer = encode(node, "{'text': 'hello world'}").ok();
      assertEquals("ingest", answer.at("node").getAsString());
      JsonObject tokens = answer.at("results", 0, "tokens").getAsJsonObject();
      assertEquals(indexed.keySet(), tokens.keySet());
      for (String token : indexed.keySet()) {
        assertEquals(indexed.get(token).getAsDouble(), weight(answer, 0, token), 1e-6);
      }
      assertEquals(2, answer.at("results", 0, "token_count").getAsInt());
      assertEquals(1, answer.at("results", 0, "windows").getAsInt());
      assertFalse(answer.at("results", 0, "truncated").getAsBoolean());
    }
    assertFalse(isLoaded("data", "lexical", "document"));
    String longText = "hello ".repeat(9000);
    Answer cut = encode(cluster.node("data"), "{'text': '" + longText + "'}").ok();
    assertEquals(2, cut.at("results", 0, "windows").getAsInt());
    assertEquals(9000, cut.at("results", 0, "token_count").getAsInt());
    cut =
        encode(cluster.node("data"), "{'text': '" + longText + "', 'long_text': 'truncate'}").ok();
    assertEquals(1, cut.at("results", 0, "windows").getAsInt());
    assertTrue(cut.at("results", 0, "truncated").getAsBoolean());
  }

  @Test
  public void explainedTexts() {
    String expected =
        "[{'token':'brew','weight':W,'idf':I,'word':'Brewed','start':2,'end':8},"
            + "{'token':'##ed','weight':W,'idf':I,'word':'Brewed','start':2,'end':8},"
            + "{'token':'[UNK]','weight':0.0,'idf':I,'word':'☃','start':9,'end':10,"
            + "'special':true}]";
    for (String side : List.of("query", "document")) {
      Answer answer =
          encode(
                  cluster.node("data"),
                  "{'text': '  Brewed ☃', 'explain': true, 'side': '" + side + "'}")
              .ok();
      JsonArray explanation = answer.at("results", 0, "explanation").getAsJsonArray();
      for (int i = 0; i < 2; i++) {
        JsonObject token = explanation.get(i).getAsJsonObject();
        double weight = weight(answer, 0, token.get("token").getAsString());
        assertEquals(weight, token.get("weight").getAsDouble(), 0);
        if (side.equals("query")) {
          assertEquals(weight, token.get("idf").getAsDouble(), 0);
        }
      }
      String shown =
          explanation
              .toString()
              .replaceAll("\"weight\":[1-9][0-9.]*|\"weight\":0\\.[0-9]*[1-9]", "'weight':W")
              .replaceAll("\"idf\":[0-9.]+", "'idf':I")
              .replace('"', '\'');
      assertEquals(expected, shown);
    }
  }

  @Test
  public void mistakesInWhatIsToBeEncoded() {
    Node data = cluster.node("data");
    assertRefused(
        400,
        "[side] must be one of [document, query], got [both]",
        encode(data, "{'text': 't', 'side': 'both'}"));
    assertRefused(
        400, "[text] must be a text or a list of 1 to 100 texts, got 0", encode(data, ""));
    assertRefused(
        400,
        "[timeout] must be longer than 0, got [0]",
        http.post(ENDPOINT + "/lexical/_reload?timeout=0", ""));
    for (String side : List.of("query", "document")) {
      Answer answer =
          http.post(ENDPOINT + "/nope/_encode", json("{'text': 't', 'side': '" + side + "'}"));
      assertEquals(answer.toString(), 400, answer.status());
      String reason = answer.at("error", "reason").getAsString();
      assertTrue(reason, reason.startsWith("unknown model [nope], this node has ["));
    }
  }

  @Test
  public void statisticsOfAllNodesTogether() {
    index("lexical", "l").ok();
    Answer answer = http.get(STATS + "?human").ok();
    for (String node : List.of("data", "ingest")) {
      JsonObject counted = node(answer, node).getAsJsonObject("encoding");
      assertEquals(node.equals("ingest"), counted.get("texts").getAsLong() > 0);
    }
    // Only one of them encodes, so what is counted there is the total.
    JsonObject ingest = node(answer, "ingest").getAsJsonObject("encoding");
    for (String counted : List.of("texts", "tokens", "batches", "inference", "total")) {
      assertEquals(ingest.get(counted), answer.at("total", "encoding", counted));
    }
    assertTrue(answer.at("total", "block_max").getAsJsonObject().has("size"));
    Answer section = http.get(STATS + "/block_max").ok();
    assertEquals(Set.of("block_max"), section.at("total").getAsJsonObject().keySet());
    Answer one = http.get("/_plugins/_neural_sparse/ingest/stats/encoding,block_max").ok();
    assertEquals(1, one.at("_nodes", "total").getAsInt());
    assertEquals(Set.of("encoding", "block_max"), one.at("total").getAsJsonObject().keySet());
    assertEquals(
        Set.of("total"),
        http.get(STATS + "?filter_path=total.encoding.texts").ok().body().keySet());
    assertRefused(
        400,
        "[metric] must be [_all] or among [block_max, encoding, skip_existing, vector_cache], got [nope]",
        http.get(STATS + "/nope"));
  }

  @Test
  public void whatIsNotThereIsNotFound() {
    Set<String> names = new TreeSet<>();
    JsonObject nodes = http.get(ENDPOINT).ok().at("nodes").getAsJsonObject();
    for (JsonElement node : nodes.asMap().values()) {
      names.addAll(node.getAsJsonObject().getAsJsonObject("models").keySet());
    }
    assertTrue(names.contains("lexical"));
    String reason = "unknown model [nope], the nodes have " + names;
    assertRefused(404, reason, http.get(ENDPOINT + "/nope"));
    assertRefused(404, reason, http.get(ENDPOINT + "/lexical,nope"));
    assertRefused(404, reason, http.delete(ENDPOINT + "/nope/_unload"));
    assertRefused(404, reason, http.post(ENDPOINT + "/nope/_reload", ""));
    assertRefused(404, "unknown model [..], the nodes have " + names, http.get(ENDPOINT + "/.."));
  }

  @Test
  public void noPathOfTheServerIsShown() throws IOException {
    put("p", cluster.nodes(), folder -> Files.delete(folder.resolve("tokenizer.json")));
    Answer answer = http.get(ENDPOINT).ok();
    for (Node node : cluster.nodes()) {
      assertFalse(answer.text(), answer.text().contains(node.home().toString()));
    }
    assertEquals(
        "model [p], file [tokenizer.json]: missing",
        facts("data", "p").get("failure").getAsString());
  }
}
