/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.failure;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** One node with the default settings, and all that may be thrown at it. */
public final class EnduranceIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final String MODELS = "neural-sparse/models/";
  private static final String TEXT = json("{'t': 'a b c the cat sat'}");
  private static final int SCALE = Integer.getInteger("neural_sparse.failure_scale", 1);
  private static Node node;
  private static Http http;
  private static SmallText texts;

  @BeforeClass
  public static void start() {
    node = Node.start(NodeOptions.of(Distribution.versions().getLast()));
    http = node.http();
    texts = new SmallText(node.config().resolve(MODELS + "lexical"));
    pipeline("lexical").ok();
    index("i");
  }

  @AfterClass
  public static void stop() {
    if (texts != null) {
      texts.close();
    }
    if (node != null) {
      node.close();
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer pipeline(String model) {
    return http.put(
        "/_ingest/pipeline/" + model,
        json(
            "{'processors': [{'sparse_encoding': {'model_id': '"
                + model
                + "', 'field_map': {'t': 's'}}}]}"));
  }

  private static void index(String name) {
    http.put(
            "/" + name,
            json(
                "{'settings': {'number_of_replicas': 0}, 'mappings': {'dynamic': false,"
                    + " 'properties': {'n': {'type': 'integer'},"
                    + " 's': {'type': 'rank_features'}}}}"))
        .ok();
  }

  /** Whatever a test did, the same process goes on. */
  @After
  public void theNodeIsUp() {
    assertServes("after the test");
  }

  private static void assertServes(String text) {
    assertVector(text, "{\"t\": " + new JsonPrimitive(text) + "}");
  }

  private static void assertVector(String text, String document) {
    http.put("/i/_doc/v?pipeline=lexical", document).ok(200, 201);
    JsonObject source =
        http.get("/i/_doc/v?_source_includes=s").ok().at("_source").getAsJsonObject();
    assertEquals("", texts.difference(text, source.getAsJsonObject("s")));
  }

  @Test
  public void textsOfAnyLength() {
    http.put("/i/_doc/e?pipeline=lexical", json("{'t': ''}")).ok(200, 201);
    assertTrue(http.get("/i/_doc/e").ok().at("_source").getAsJsonObject().get("s") == null);
    assertServes("a");
    // Far beyond any window: all parts are the same, so that cut or not, the vector is.
    String long_ = "coffee and tea ".repeat(670_000);
    http.put("/i/_doc/v?pipeline=lexical", "{\"t\": \"" + long_ + "\"}").ok(200, 201);
    JsonObject source =
        http.get("/i/_doc/v?_source_includes=s").ok().at("_source").getAsJsonObject();
    assertEquals(
        texts.vector("coffee and tea coffee and tea").keySet(),
        source.getAsJsonObject("s").keySet());
  }

  @Test
  public void junk() {
    Random random = new Random(1);
    StringBuilder characters = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      characters.append((char) random.nextInt(0xD800));
    }
    Answer answer =
        http.put(
            "/i/_doc/j?pipeline=lexical",
            "{\"t\": " + new JsonPrimitive(characters.toString()) + "}");
    answer.ok(200, 201);
    for (String surrogate : List.of("\\ud800", "\\udc00", "a \\udbff b", "\\udfff\\ud83d")) {
      Answer lone = http.put("/i/_doc/l?pipeline=lexical", "{\"t\": \"" + surrogate + "\"}");
      Answer without = http.put("/i/_doc/l", "{\"t\": \"" + surrogate + "\"}");
      assertTrue(
          surrogate + ": " + lone + "\nwithout the pipeline: " + without,
          lone.status() < 300 || lone.status() == 400);
    }
  }

  @Test
  public void documentsOfOddShape() {
    StringBuilder wide = new StringBuilder("{\"t\": \"wide open\"");
    for (int i = 0; i < 100_000; i++) {
      wide.append(",\"f").append(i).append("\":").append(i);
    }
    assertVector("wide open", wide.append('}').toString());
    int depth = 900;
    String deep = "{\"d\":".repeat(depth) + "1" + "}".repeat(depth);
    assertVector("deep down", "{\"t\": \"deep down\", \"x\": " + deep + "}");
    int deeper = 20_000;
    Answer refused =
        http.put(
            "/i/_doc/d?pipeline=lexical",
            "{\"t\": \"deeper\", \"x\": " + "[".repeat(deeper) + "]".repeat(deeper) + "}");
    assertEquals(refused.toString(), 400, refused.status());
  }

  @Test
  public void manySmallDocumentsInOneRequest() throws Exception {
    index("many");
    Load load = new Load(http, "/many/_bulk?pipeline=lexical", 2);
    load.send(40_000, 40_000, 1);
    assertEquals(List.of(), load.takeRefusals());
    assertEquals(0, load.unanswered());
    assertEquals(40_000, load.acknowledged().size());
    http.delete("/many").ok();
  }

  @Test
  public void residentMemoryStays() throws Exception {
    Path status = Path.of("/proc/" + node.pid() + "/status");
    assumeTrue("skipped: needs Linux", Files.isReadable(status));
    // Heap and stacks are there from the start; what may grow is native memory.
    int rounds = 10 * SCALE;
    long[] resident = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      index("memory");
      Load load = new Load(http, "/memory/_bulk?pipeline=lexical", 200);
      load.send(800, 100, 2);
      assertEquals(800, load.acknowledged().size());
      http.delete("/memory").ok();
      resident[round] = number(status, "VmRSS:");
    }
    long first = IntStream.range(0, 4).mapToLong(i -> resident[i]).max().orElseThrow();
    long last = resident[rounds - 1];
    assertTrue("resident: " + java.util.Arrays.toString(resident) + " kB", last <= first * 1.05);
  }

  private static long number(Path status, String key) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static Path random(String model, long seed) throws IOException {
    Path folder = temporary.newFolder().toPath();
    RandomFolder.of(PublishedModel.named(model)).withSeed(seed).write(folder, share -> {});
    return folder;
  }

  /** While documents ask for a model, its folder is replaced again and again. */
  @Test
  public void aFolderReplacedWhileItLoads() throws Exception {
    List<Path> folders = List.of(random("small-bert", 1), random("small-distilbert", 2));
    for (int i = 0; i < 10 * SCALE; i++) {
      String name = "replaced-" + i;
      node.addConfig(MODELS + name, folders.getFirst());
      pipeline(name).ok();
      replaceWhileItServes(name, folders);
      http.put("/i/_doc/r?pipeline=" + name, TEXT).ok(200, 201);
    }
  }

  private static void replaceWhileItServes(String name, List<Path> folders) throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> replacing =
          thread.submit(
              () -> {
                for (int i = 1; !stopped.get(); i++) {
                  node.addConfig(MODELS + name, folders.get(i % 2));
                }
              });
      try {
        for (int i = 0; i < 5; i++) {
          Answer answer = http.put("/i/_doc/r?pipeline=" + name, TEXT);
          assertTrue(answer.toString(), answer.status() < 300 || answer.status() == 400);
        }
      } finally {
        stopped.set(true);
      }
      replacing.get();
    }
  }
}
