/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.demo;

import com.google.gson.JsonObject;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.server.Ports;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.Ingestion;
import io.neuralsparse.tools.evaluate.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Starts a real node with the plugin, ingests a collection, prints results beside BM25's, and
 * leaves the node up until it is interrupted or the process that started it is gone.
 *
 * <p>Reads the system properties {@code demo.version} (of OpenSearch), {@code demo.data} (a folder
 * in BEIR's layout), {@code demo.port}, {@code demo.exit} ({@code true}: ends after printing), and
 * those of {@link io.neuralsparse.server.Distribution}.
 */
public final class Demo {
  private static final String PIPELINE = "demo";
  private static final int QUERIES = 4;
  private static final int READABLE = 80;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration REPORT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CLIENTS = 2;
  private static final int CHUNK = 200;

  private final BeirCollection collection;
  private final Node node;
  private final String index;

  private Demo(BeirCollection collection, Node node, String index) {
    this.collection = collection;
    this.node = node;
    this.index = index;
  }

  /** Takes no arguments. Ends with status 1 when anything fails. */
  public static void main(String[] arguments) {
    try {
      Path data = Path.of(System.getProperty("demo.data")).toAbsolutePath().normalize();
      BeirCollection collection = BeirCollection.read(data, "test");
      say(
          String.format(
              Locale.ROOT,
              "%,d documents and %,d judged queries in %s",
              collection.documents().size(),
              collection.queries().size(),
              data));
      new Demo(collection, start(), data.getFileName().toString().toLowerCase(Locale.ROOT)).run();
      System.exit(0); // which stops the node, as every other end of this process does
    } catch (IOException | RuntimeException | AssertionError e) {
      say("\nThe demo failed: " + e.getMessage());
      System.exit(1);
    }
  }

  private static Node start() {
    int port = Integer.getInteger("demo.port");
    if (!Ports.isFree(port)) {
      throw new IllegalStateException(
          "port " + port + " is taken: choose another one with -Ddemo.port=" + (port + 1));
    }
    String version = System.getProperty("demo.version");
    say("starting OpenSearch " + version + " with the plugin on port " + port + " ...");
    long begin = System.nanoTime();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> say("\nstopping OpenSearch")));
    Node node = Node.start(NodeOptions.of(version).name("demo").httpPort(port).heap("1g"));
    say(String.format(Locale.ROOT, "started in %.1f s, process %d", seconds(begin), node.pid()));
    return node;
  }

  private void run() throws IOException {
    try {
      ingest();
      compare();
      evaluate();
    } catch (IOException | RuntimeException | AssertionError e) {
      Path logs = Path.of(System.getProperty("neural_sparse.logs"));
      node.keepLogs(logs);
      say("\nThe node's logs are in " + logs);
      throw e;
    }
    explain();
    if (!Boolean.getBoolean("demo.exit")) {
      hold();
    }
  }

  private void ingest() throws IOException {
    say("creating pipeline [" + PIPELINE + "] and index [" + index + "]");
    Request.pipeline(PIPELINE).send(node.http());
    Request.index(index, PIPELINE).send(node.http());
    new Ingestion(cluster(), index, false, Demo::sources, CLIENTS, CHUNK, new Reports())
        .send(collection);
  }

  private static List<JsonObject> sources(List<BeirCollection.Document> documents) {
    return documents.stream().map(document -> Request.source(document)).toList();
  }

  private Cluster cluster() {
    return new Cluster(new Engine(node.url()), PATIENCE, Demo::say);
  }

  /** Says every two seconds how far it is. */
  private static final class Reports implements Watch {
    private long reported = System.nanoTime();

    @Override
    public void at(String what, double share, String note) {
      if (share >= 1 || System.nanoTime() - reported > REPORT.toNanos()) {
        reported = System.nanoTime();
        Demo.say(what + " " + note);
      }
    }

    @Override
    public void say(String line) {
      Demo.say(line);
    }
  }

  /** A few short queries from all over the collection. */
  private void compare() {
    List<BeirCollection.Query> readable = readable();
    Comparison comparison = new Comparison(node.http(), index, collection);
    say("\nThe best 3 documents of each search (* judged relevant), by score and title:");
    int count = Math.min(QUERIES, readable.size());
    IntStream.range(0, count)
        .mapToObj(i -> comparison.of(readable.get(i * readable.size() / count)))
        .forEach(table -> say(table.stripTrailing()));
  }

  private List<BeirCollection.Query> readable() {
    return collection.queries().stream()
        .filter(query -> query.text().length() <= READABLE)
        .toList();
  }

  private void evaluate() throws IOException {
    int count = collection.queries().size();
    if (count == 0) {
      return;
    }
    say("\nsearching with all " + count + " judged queries ...");
    Ndcg ndcg = new Ndcg(cluster(), index, collection);
    say(
        String.format(
            Locale.ROOT,
            "NDCG@10: neural_sparse %.4f, BM25 %.4f (english analyzer), %.4f (standard)",
            ndcg.of(Request::neuralSparse),
            ndcg.of(text -> Request.match("text", text)),
            ndcg.of(text -> Request.match("text.standard", text))));
  }

  private void explain() {
    String text = readable().isEmpty() ? "any text" : readable().get(0).text();
    say("\nTo paste into Dev Tools of OpenSearch Dashboards (the first two were sent already):\n");
    for (Request request :
        List.of(
            Request.pipeline(PIPELINE),
            Request.index(index, PIPELINE),
            Request.document(index),
            Request.search(index, 3, Request.neuralSparse(text)),
            Request.search(index, 3, Request.match("text", text)))) {
      say(request.console());
    }
    say("The node listens on " + node.url());
  }

  /** Returns when this process has got another parent: the one that started it is gone. */
  private static void hold() {
    say("It stays up until you press Ctrl-C.");
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    try {
      while (ProcessHandle.current().parent().equals(parent)) {
        Thread.sleep(POLL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
