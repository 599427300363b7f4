/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** Model folders that are not as they must be: a 4xx that says why, and a node that goes on. */
@RunWith(Parameterized.class)
public final class BrokenModelsIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final String MODELS = "neural-sparse/models/";
  private static Node node;
  private static Http http;

  public BrokenModelsIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    node = SharedNodes.take(version);
    http = node.http();
    http.put("/i", json("{'mappings': {'properties': {'s': {'type': 'rank_features'}}}}")).ok();
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      SharedNodes.giveBack(node);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /** Changes a copy of the built-in model before a node gets it. */
  private interface Damage {
    void to(Path folder) throws IOException;
  }

  /** Puts a copy of the built-in model, damaged, on the node. */
  private static void model(String name, Damage damage) throws IOException {
    Path folder = temporary.newFolder().toPath();
    try (Stream<Path> files = Files.list(node.config().resolve(MODELS + "lexical"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    damage.to(folder);
    node.addConfig(MODELS + name, folder);
  }

  private static Answer pipeline(String model) {
    return http.put(
        "/_ingest/pipeline/" + model,
        json(
            "{'processors': [{'sparse_encoding': {'model_id': '"
                + model
                + "', 'field_map': {'t': 's'}}}]}"));
  }

  private static Answer index(String model) {
    return http.put("/i/_doc/1?refresh=true&pipeline=" + model, json("{'t': 'some text'}"));
  }

  private static Answer query(String model) {
    return http.post(
        "/i/_search",
        json(
            "{'query': {'neural_sparse': {'s': {'query_text': 'text', 'model_id': '"
                + model
                + "'}}}}"));
  }

  private static void assertFault(Answer answer, String... parts) {
    assertEquals(answer.toString(), 400, answer.status());
    String reason = answer.at("error", "reason").getAsString();
    for (String part : parts) {
      assertTrue(reason, reason.contains(part));
    }
  }

  /** Whatever a test did, the node and the other models work. */
  @After
  public void theOthersWork() {
    pipeline("lexical").ok();
    index("lexical").ok();
    assertEquals(1, query("lexical").ok().at("hits", "total", "value").getAsInt());
  }

  @Test
  public void missingFiles() throws IOException {
    for (String file : List.of("config.json", "tokenizer.json")) {
      String name = "without-" + file;
      model(name, folder -> Files.delete(folder.resolve(file)));
      String fault = "model [" + name + "], file [" + file + "]: missing";
      assertFault(pipeline(name), fault);
      assertFault(query(name), fault);
    }
    model("without-idf", folder -> Files.delete(folder.resolve("idf.json")));
    assertFault(
        pipeline("without-idf"),
        "model [without-idf], file [idf.json]: missing, and [query_token_weights.txt] is missing"
            + " too");
    model("without-graph", folder -> Files.writeString(folder.resolve("config.json"), "{}"));
    assertFault(
        pipeline("without-graph"),
        "model [without-graph], file [config.json]: [architectures] must name one of",
        "or there must be a [model.onnx], got [null]");
  }

  @Test
  public void corruptGraph() throws IOException {
    model(
        "corrupt",
        folder -> {
          Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 30522}");
          Files.writeString(folder.resolve("model.onnx"), "this is not a graph");
        });
    pipeline("corrupt").ok(); // the graph is opened with the first document, not before
    String fault = "model [corrupt], file [model.onnx]: not a usable ONNX model: ";
    assertFault(index("corrupt"), fault);
    assertFault(index("corrupt"), fault);
    query("corrupt").ok(); // queries need no graph
  }

  @Test
  public void aMendedFolderWorksAtOnce() throws IOException {
    String config = Files.readString(node.config().resolve(MODELS + "lexical/config.json"));
    model(
        "mended",
        folder -> {
          Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 30522}");
          Files.writeString(folder.resolve("model.onnx"), "this is not a graph");
        });
    pipeline("mended").ok();
    assertFault(index("mended"), "not a usable ONNX model");
    model("mended", folder -> Files.writeString(folder.resolve("config.json"), config));
    index("mended").ok();
  }

  @Test
  public void tablesThatAreNone() throws IOException {
    table("not-json", "token,weight\n", "not the JSON that is due there");
    table(
        "negative",
        "{\"text\": -2.5}",
        "the weight of token [text] must be finite and not" + " negative, got [-2.5]");
    table(
        "infinite",
        "{\"text\": 1e999}",
        "the weight of token [text] must be finite and not" + " negative, got [1e999]");
  }

  private static void table(String name, String content, String cause) throws IOException {
    model(name, folder -> Files.writeString(folder.resolve("idf.json"), content));
    pipeline(name).ok();
    assertFault(query(name), "model [" + name + "], file [idf.json]: ", cause);
    assertFault(query(name), "model [" + name + "], file [idf.json]: ", cause);
    index(name).ok(); // documents need no table
  }

  @Test
  public void aTokenizerLargerThanTheModel() throws IOException {
    model(
        "large",
        folder -> {
          Path config = folder.resolve("config.json");
          Files.writeString(config, Files.readString(config).replace("30522", "30000"));
        });
    pipeline("large").ok();
    String fault =
        "model [large], file [tokenizer.json]: the tokeniser's vocabulary has 30522 entries, the"
            + " model's only 30000";
    assertFault(index("large"), fault);
    assertFault(query("large"), fault);
  }
}
