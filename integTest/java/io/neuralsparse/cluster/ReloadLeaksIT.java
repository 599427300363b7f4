/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A hundred reloads of a network, while documents come in: nothing piles up in the process. */
public final class ReloadLeaksIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final String MODEL = "neural-sparse/models/small";
  private static final String ENDPOINT = "/_plugins/_neural_sparse/models/small";
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 5;
  private static final int RELOADS = 20;

  /** Of a round; what stays in memory of each reload would be there in every round. */
  private static final long GROWTH_KB = 20_000;

  /** Weights of one loading: of the 20 that stayed in a round would be 256 MB. */
  private static final int VOCABULARY = 50_000;

  private static final int HIDDEN = 64;

  private static final String SEARCH =
      "{'query': {'neural_sparse': {'s': {'query_text': 'a', 'model_id': 'small'}}},"
              .replace('\'', '"')
          + "\"highlight\": {\"fields\": {\"t\": {\"type\": \"neural_sparse\"}}}}";

  /** What a process has open. */
  private record Usage(long threads, long files, long residentKb) {
    static Usage of(Node node) throws IOException {
      Path process = Path.of("/proc/" + node.pid());
      String status = Files.readString(process.resolve("status"));
      try (Stream<Path> files = Files.list(process.resolve("fd"))) {
        return new Usage(field(status, "Threads:"), files.count(), field(status, "VmRSS:"));
      }
    }

    private static long field(String status, String name) {
      return status
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path folder() throws IOException {
    Path folder = TestModels.small(temporary.newFolder().toPath(), "small");
    TransformerConfig config =
        new TransformerConfig(
            Architecture.BERT,
            1,
            HIDDEN,
            2,
            HIDDEN,
            VOCABULARY,
            64,
            2,
            1e-12f,
            HiddenActivation.GELU,
            Optional.empty());
    new RandomTransformer(config, Options.USUAL, RandomTransformer.Distribution.LIVELY, 1)
        .write(folder);
    return folder;
  }

  /** Reloads, while documents are encoded, found, and highlighted. */
  private static void reload(Http http, int times) {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> users =
        CompletableFuture.supplyAsync(
            () -> {
              int rounds = 0;
              do {
                http.put("/i/_doc/1?pipeline=p&refresh=true", "{\"t\": \"a b c\"}").ok();
                Answer found = http.post("/h/_search", SEARCH).ok();
                assertEquals(
                    "[\"<em>a</em> b c\"]",
                    found.at("hits", "hits", 0, "highlight", "t").toString());
                rounds++;
              } while (!done.get());
              return rounds;
            });
    try {
      for (int i = 0; i < times; i++) {
        Answer answer = http.post(ENDPOINT + "/_reload", "").ok();
        assertEquals(0, answer.at("_nodes", "failed").getAsInt());
      }
    } finally {
      done.set(true);
    }
    assertTrue(users.join() > 0);
  }

  @Test
  public void nothingPilesUp() throws IOException, InterruptedException {
    assumeTrue("needs Linux", Files.isDirectory(Path.of("/proc/self/fd")));
    Path folder = folder();
    NodeOptions options =
        NodeOptions.of(Distribution.versions().getLast())
            .file(MODEL, folder)
            .setting("neural_sparse.encoding.precision", "fp32");
    try (Node node = Node.start(options)) {
      Http http = node.http();
      http.put(
              "/_ingest/pipeline/p",
              "{\"processors\": [{\"sparse_encoding\": {\"model_id\": \"small\","
                  + " \"field_map\": {\"t\": \"s\"}}}]}")
          .ok();
      http.put("/i", "{\"mappings\": {\"properties\": {\"s\": {\"type\": \"rank_features\"}}}}")
          .ok();
      http.put("/h", "{\"mappings\": {\"properties\": {\"s\": {\"type\": \"rank_features\"}}}}")
          .ok();
      http.put("/h/_doc/1?refresh=true", "{\"t\": \"a b c\", \"s\": {\"a\": 1}}").ok();
      reload(http, WARM_UP);
      Usage before = Usage.of(node);
      List<Usage> usages = new ArrayList<>(List.of(before));
      long leastGrowth = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) {
        reload(http, RELOADS);
        Usage usage = Usage.of(node);
        leastGrowth = Math.min(leastGrowth, usage.residentKb() - usages.getLast().residentKb());
        usages.add(usage);
      }
      Usage after = usages.getLast();
      String all = usages.toString();
      assertTrue(all, after.threads() <= before.threads() + 20); // pools that grow to their size
      assertTrue(all, after.files() <= before.files() + 20);
      assertTrue(all, leastGrowth <= GROWTH_KB);

      // What runs use is nobody else's: the file is overwritten where it lies, and cut.
      Path weights = node.config().resolve(MODEL + "/model.safetensors");
      String vector = vector(http);
      Files.write(weights, new byte[1 << 20], StandardOpenOption.WRITE);
      assertEquals(vector, vector(http));
      Files.write(weights, new byte[8], StandardOpenOption.TRUNCATE_EXISTING);
      assertEquals(vector, vector(http));
      assertEquals(400, http.post(ENDPOINT + "/_reload", "").status());
      assertEquals(vector, vector(http));
      assertEquals(List.of(), ServerLog.complaints(node.logs()));

      http.delete(ENDPOINT + "/_unload").ok();
      for (int i = 0; i < 100 && used(http) > 0; i++) {
        Thread.sleep(100); // a batch's lease ends a moment after its answer
      }
      assertEquals(0, used(http));
    }
  }

  private static long used(Http http) {
    return http.get("/_plugins/_neural_sparse/stats/encoding")
        .ok()
        .at("total", "encoding", "memory", "used_in_bytes")
        .getAsLong();
  }

  private static String vector(Http http) {
    http.put("/i/_doc/2?pipeline=p", "{\"t\": \"c a . b\"}").ok();
    return http.get("/i/_doc/2").ok().at("_source", "s").toString();
  }
}
