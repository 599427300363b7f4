/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.failure;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/** A node with a small queue, asked for more than it can take. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING) // the first needs a node that has encoded nothing
public final class OverloadIT {
  private static final int QUEUE = 20;
  private static final int FLOOD =
      100 * QUEUE * Integer.getInteger("neural_sparse.failure_scale", 1);
  private static final int WORDS = 60;
  private static final int TRIES = 200;
  private static Node node;
  private static Http http;

  @BeforeClass
  public static void start() {
    node =
        Node.start(
            NodeOptions.of(Distribution.versions().getLast())
                .defaultModel("lexical")
                // a flood is garbage too, which the server counts as memory in use
                .heap("1g")
                .setting("neural_sparse.encoding.size", "1")
                .setting("neural_sparse.encoding.queue_size", String.valueOf(QUEUE)));
    http = node.http();
    http.put(
            "/_ingest/pipeline/encode",
            json(
                "{'processors': [{'sparse_encoding': {'field_map': {'t': 's'},"
                    + " 'batch_size': 1}}]}"))
        .ok();
  }

  @AfterClass
  public static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void index(String name) {
    http.put(
            "/" + name,
            json(
                "{'settings': {'default_pipeline': 'encode', 'number_of_replicas': 0},"
                    + " 'mappings': {'properties': {"
                    + "'n': {'type': 'integer'}, 's': {'type': 'rank_features'}}}}"))
        .ok();
  }

  @Test
  public void aFullDiskIsSaidAndOvercome() {
    assumeTrue("skipped: needs the command prlimit", node.limitFiles("1000000"));
    index("disk");
    String document = json("{'n': 1, 't': 'some text'}");
    Answer refused = http.put("/disk/_doc/1", document);
    assertEquals(refused.toString(), 500, refused.status());
    String reason = refused.at("error", "reason").getAsString();
    assertTrue(reason, reason.contains("the tokeniser library cannot be unpacked: "));
    assertTrue(reason, reason.contains("File too large"));
    assertTrue(node.limitFiles("unlimited"));
    http.put("/disk/_doc/1", document).ok(201);
  }

  @Test
  public void floodedQueue() throws Exception {
    index("flood");
    Load load = new Load(http, "/flood/_bulk", WORDS);
    load.send(FLOOD, FLOOD / 16, 16);
    List<JsonObject> refusals = load.takeRefusals();
    assertTrue("nothing was refused", !refusals.isEmpty());
    for (JsonObject refusal : refusals) {
      assertEquals(refusal.toString(), 429, refusal.get("status").getAsInt());
      assertTrue(
          refusal.toString(),
          refusal.has("error")
              && refusal
                  .getAsJsonObject("error")
                  .get("type")
                  .getAsString()
                  .endsWith("rejected_execution_exception"));
    }
    assertEquals(FLOOD, load.acknowledged().size() + refusals.size());
    try (SmallText texts =
        new SmallText(Path.of(node.config().toString(), "neural-sparse/models/lexical"))) {
      var stored = Stored.documents(http, "flood");
      assertEquals(load.acknowledged().size(), stored.size());
      Stored.assertAll(load.acknowledged(), WORDS, stored, texts);
    }
    for (int i = 0; i < TRIES && load.acknowledged().size() < FLOOD; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      load.send(FLOOD, QUEUE, 1);
    }
    assertEquals(FLOOD, load.acknowledged().size());
    assertEquals(FLOOD, Stored.documents(http, "flood").size());
    assertTrue(IntStream.range(0, FLOOD).allMatch(load.acknowledged()::contains));
  }
}
