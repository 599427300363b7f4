/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * What the other integration tests rely on: servers that start, restart, join, fail and end as they
 * should.
 */
@RunWith(Parameterized.class)
public final class HarnessIT {
  private static Node node;

  private final String version;

  public HarnessIT(String version) {
    this.version = version;
  }

  /** One version is enough: the tests of the plugin put the harness to use on the others. */
  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions().subList(0, 1);
  }

  @BeforeParam
  public static void start(String version) {
    node = Node.start(NodeOptions.of(version));
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  public void thePluginIsInstalled() {
    Answer plugins = node.http().get("/_cat/plugins?format=json&h=component,version").ok();
    assertEquals(1, plugins.json().getAsJsonArray().size());
    assertEquals("neural-sparse", plugins.at(0, "component").getAsString());
    assertEquals(PluginZip.version(), plugins.at(0, "version").getAsString());
    assertEquals(version, node.http().get("/").at("version", "number").getAsString());
  }

  @Test
  public void theAgentIsOn() {
    assertTrue(
        node.http()
            .get("/_nodes/jvm")
            .ok()
            .text()
            .contains("-javaagent:agent/opensearch-agent.jar"));
  }

  @Test
  public void aKilledNodeHasItsDataWhenItIsUpAgain() {
    node.http().put("/kept/_doc/1?refresh=true", "{\"a\": 1}").ok();
    long before = node.pid();
    node.kill();
    assertFalse(ProcessHandle.of(before).isPresent());
    node.restart();
    assertNotEquals(before, node.pid());
    assertEquals(1, node.http().get("/kept/_count").ok().at("count").getAsInt());
    node.http().delete("/kept").ok();
  }

  @Test
  public void everyStatusIsAnAnswer() {
    Answer answer = node.http().get("/missing/_search");
    assertEquals(404, answer.status());
    assertEquals("index_not_found_exception", answer.at("error", "type").getAsString());
    JsonObject action = new JsonObject();
    action.add("index", new JsonObject());
    Answer bulk = node.http().lines("/lines/_bulk?refresh=true", List.of(action, new JsonObject()));
    assertFalse(bulk.ok().at("errors").getAsBoolean());
    node.http().delete("/lines").ok();
  }

  @Test
  public void twoNodesFormAClusterAndAreGoneWhenItIsClosed() {
    NodeOptions options = NodeOptions.of(version);
    List<Node> nodes;
    try (Cluster cluster =
        Cluster.start(
            options.name("manager").roles("cluster_manager", "data"),
            options.name("plain").roles("ingest").plugins(List.of()))) {
      nodes = cluster.nodes();
      assertEquals(
          "manager dm\nplain i\n",
          cluster.http().get("/_cat/nodes?h=name,role&s=name").text().replaceAll(" +", " "));
      assertEquals(
          "manager neural-sparse\n", cluster.http().get("/_cat/plugins?h=name,component").text());
    }
    for (Node gone : nodes) {
      assertFalse(ProcessHandle.of(gone.pid()).isPresent());
      assertFalse(Files.exists(gone.config()));
      assertTrue(gone.logs(), gone.logs().contains("[" + gone.name() + "] closed"));
    }
  }

  @Test
  public void aNodeThatCannotStartSaysWhy() {
    NodeOptions options = NodeOptions.of(version).setting("no.such.setting", "1");
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> Node.start(options));
    assertTrue(e.getMessage(), e.getMessage().contains("ended with exit code 1 before it was up"));
    assertTrue(e.getMessage(), e.getMessage().contains("unknown setting [no.such.setting]"));
  }
}
