/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import io.neuralsparse.tools.bench.Access;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.Ingestion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What becomes of documents that a node refuses; the node is a stub that answers as told. */
public final class BusyNodeIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private final Queue<String> answers = new ArrayDeque<>();
  private final List<String> bodies = new ArrayList<>();
  private final List<String> users = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private HttpServer server;
  private String url;
  private BeirCollection collection;

  @Before
  public void start() throws IOException {
    Path folder = temporary.getRoot().toPath();
    Files.writeString(
        folder.resolve("corpus.jsonl"),
        """
        {"_id": "1", "title": "One.", "text": "First."}
        {"_id": "2", "text": "Second."}
        """);
    Files.writeString(folder.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"first\"}\n");
    Files.createDirectory(folder.resolve("qrels"));
    Files.writeString(folder.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\t1\t1\n");
    collection = BeirCollection.read(folder, "test");
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          users.add(exchange.getRequestHeaders().getFirst("Authorization"));
          String answer = answers.remove();
          byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @After
  public void stop() {
    server.stop(0);
  }

  private Ingestion ingestion(Duration patience) {
    Engine engine = new Engine(url, Access.OPEN.withUser("me", "secret"));
    return new Ingestion(
        new Cluster(engine, patience, said::add),
        "index",
        false,
        documents ->
            documents.stream()
                .map(
                    document -> {
                      JsonObject source = new JsonObject();
                      source.addProperty("text", document.passage());
                      return source;
                    })
                .toList(),
        1,
        10,
        Quiet.WATCH);
  }

  @Test
  public void whatTheNodeIsTooBusyForIsSentAgain() throws IOException {
    answers.add("429 {\"error\": \"busy\"}");
    answers.add(
        "200 {\"errors\": true, \"items\": [{\"index\": {\"status\": 201}},"
            + " {\"index\": {\"status\": 429, \"error\": {\"type\": \"busy\"}}}]}");
    answers.add("200 {\"errors\": false, \"items\": [{\"index\": {\"status\": 201}}]}");
    answers.add("200 {}");
    ingestion(Duration.ofMinutes(1)).send(collection);
    String second = "{\"index\":{\"_id\":\"2\"}}\n{\"text\":\"Second.\"}\n";
    String both = "{\"index\":{\"_id\":\"1\"}}\n{\"text\":\"One. First.\"}\n" + second;
    assertEquals(List.of(both, both, second, ""), bodies);
    assertEquals(
        "[" + url + "] makes us wait, for up to 60 s: 429 {\"error\": \"busy\"}", said.getFirst());
    // "me:secret" in base64.
    assertEquals("Basic bWU6c2VjcmV0", users.getFirst());
  }

  @Test
  public void patienceEnds() {
    answers.add("503 {\"error\": \"away\"}");
    IOException e =
        assertThrows(IOException.class, () -> ingestion(Duration.ZERO).send(collection));
    assertEquals(
        "["
            + url
            + "] did not do [POST /_bulk?index=index] within 0 s; the last reason: 503"
            + " {\"error\": \"away\"}",
        e.getMessage());
  }

  @Test
  public void aRefusedDocumentEndsIt() {
    answers.add(
        "200 {\"errors\": true, \"items\": [{\"index\": {\"status\": 201}},"
            + " {\"index\": {\"status\": 400, \"error\": {\"type\": \"bad\"}}}]}");
    IOException e =
        assertThrows(IOException.class, () -> ingestion(Duration.ofMinutes(1)).send(collection));
    assertEquals("document [2] was refused: {\"type\":\"bad\"}", e.getMessage());
  }

  @Test
  public void aRefusedRequestEndsIt() {
    answers.add("401 {\"error\": \"who are you\"}");
    IOException e =
        assertThrows(IOException.class, () -> ingestion(Duration.ofMinutes(1)).send(collection));
    assertTrue(e.getMessage(), e.getMessage().contains("was answered by 401: {\"error\""));
    assertEquals(1, bodies.size());
  }
}
