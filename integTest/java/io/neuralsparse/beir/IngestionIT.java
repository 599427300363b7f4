/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.neuralsparse.server.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What becomes of documents that a node refuses; the node is a stub that answers as told. */
public final class IngestionIT {
  private static final List<BeirCollection.Document> DOCUMENTS =
      List.of(
          new BeirCollection.Document("1", "One.", "First."),
          new BeirCollection.Document("2", "", "Second."));
  private static final String DONE = "200 {\"errors\": false}";

  private final Queue<String> answers = new ArrayDeque<>();
  private final List<String> bodies = new ArrayList<>();
  private HttpServer server;
  private Ingestion ingestion;

  @Before
  public void start() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          String answer = answers.remove();
          byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    ingestion =
        new Ingestion(new Http("http://127.0.0.1:" + server.getAddress().getPort()), "index");
  }

  @After
  public void stop() {
    server.stop(0);
  }

  @Test
  public void whatTheNodeIsTooBusyForIsSentAgain() {
    answers.add("429 {\"error\": \"busy\"}");
    answers.add(
        "200 {\"errors\": true, \"items\": [{\"index\": {\"status\": 201}},"
            + " {\"index\": {\"status\": 429, \"error\": {\"type\": \"busy\"}}}]}");
    answers.add(DONE);
    answers.add(DONE);
    List<Integer> progress = new ArrayList<>();
    ingestion.send(DOCUMENTS, progress::add);
    String second = "{\"index\":{\"_id\":\"2\"}}\n{\"title\":\"\",\"text\":\"Second.\"}\n";
    String both =
        "{\"index\":{\"_id\":\"1\"}}\n{\"title\":\"One.\",\"text\":\"One. First.\"}\n" + second;
    assertEquals(List.of(both, both, second, ""), bodies);
    assertEquals(List.of(2), progress);
  }

  @Test
  public void aRefusedDocumentEndsIt() {
    answers.add(
        "200 {\"errors\": true, \"items\": [{\"index\": {\"status\": 201}},"
            + " {\"index\": {\"status\": 400, \"error\": {\"type\": \"bad\"}}}]}");
    assertEquals(
        "document [2] was refused: {\"type\":\"bad\"}",
        assertThrows(IllegalStateException.class, () -> ingestion.send(DOCUMENTS, count -> {}))
            .getMessage());
  }

  @Test
  public void aRefusedRequestEndsIt() {
    answers.add("400 {\"error\": \"bad\"}");
    assertEquals(
        "POST http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/index/_bulk -> 400\n{\"error\": \"bad\"}",
        assertThrows(IllegalStateException.class, () -> ingestion.send(DOCUMENTS, count -> {}))
            .getMessage());
  }
}
