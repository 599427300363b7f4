/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.neuralsparse.tools.evaluate.BeirArchive;
import io.neuralsparse.tools.evaluate.BeirCollection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Fetching of archives from a server that breaks off, lies, or knows no ranges. */
public final class ArchiveIT {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private final List<String> ranges = new ArrayList<>();
  private HttpServer server;
  private Path root;
  private byte[] zip;

  /** How many bytes an answer has before it breaks off; the last goes on. */
  private int[] pieces = {Integer.MAX_VALUE};

  private boolean knowsRanges = true;

  @Before
  public void start() throws IOException {
    root = temporary.getRoot().toPath().resolve("data");
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    zip =
        zip(
            "mine/corpus.jsonl", "{\"_id\": \"1\", \"text\": \"a\"}\n",
            "mine/queries.jsonl", "{\"_id\": \"q\", \"text\": \"a\"}\n",
            "mine/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t1\t1\n",
            "mine/noise", HexFormat.of().formatHex(noise));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(address, 0);
    server.createContext(
        "/datasets/mine.zip",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(String.valueOf(range));
          boolean part = range != null && knowsRanges;
          int from = part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
          int piece = pieces[Math.min(ranges.size(), pieces.length) - 1];
          if (from == zip.length) {
            exchange.sendResponseHeaders(416, -1);
          } else {
            exchange.sendResponseHeaders(part ? 206 : 200, zip.length - from);
            exchange.getResponseBody().write(zip, from, Math.min(piece, zip.length - from));
            exchange.getResponseBody().flush();
          }
          exchange.close();
        });
    server.start();
  }

  @After
  public void stop() {
    server.stop(0);
  }

  private static byte[] zip(String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private BeirArchive archive(String sha256) {
    String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/datasets";
    return new BeirArchive("mine", base, Optional.of(sha256));
  }

  private String sha256() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zip));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  public void itIsFetchedCheckedAndUnpacked() throws Exception {
    Path folder = archive(sha256()).into(root, Quiet.WATCH);
    assertEquals(root.resolve("mine"), folder);
    assertEquals(1, BeirCollection.read(folder, "test").documents().size());
    assertEquals(List.of("mine"), left());
    assertEquals(List.of("null"), ranges);
  }

  @Test
  public void whatWasFetchedIsNotFetchedAgain() throws Exception {
    pieces = new int[] {1000, 50_000, Integer.MAX_VALUE};
    archive(sha256()).into(root, Quiet.WATCH);
    assertEquals(List.of("null", "bytes=1000-", "bytes=51000-"), ranges);
    assertEquals(List.of("mine"), left());
  }

  @Test
  public void alsoAfterAnotherRunBrokeOff() throws Exception {
    Files.createDirectories(root);
    Files.write(root.resolve("mine.zip.part"), Arrays.copyOf(zip, 70_000));
    archive(sha256()).into(root, Quiet.WATCH);
    assertEquals(List.of("bytes=70000-"), ranges);
    ranges.clear();
    // All but the end of the run was done.
    Path again = temporary.newFolder().toPath();
    Files.write(again.resolve("mine.zip.part"), zip);
    archive(sha256()).into(again, Quiet.WATCH);
    assertEquals(List.of("bytes=" + zip.length + "-"), ranges);
  }

  @Test
  public void aServerWithoutRangesSendsAllAgain() throws Exception {
    knowsRanges = false;
    Files.createDirectories(root);
    Files.write(root.resolve("mine.zip.part"), new byte[] {1, 2, 3});
    archive(sha256()).into(root, Quiet.WATCH);
    assertEquals(List.of("mine"), left());
  }

  @Test
  public void anotherChecksumIsRefusedAndNothingIsLeft() throws Exception {
    String other = "00".repeat(32);
    IOException e = assertThrows(IOException.class, () -> archive(other).into(root, Quiet.WATCH));
    assertEquals(
        "["
            + archive(other).base()
            + "/mine.zip] has the SHA-256 ["
            + sha256()
            + "], expected ["
            + other
            + "]: deleted what was fetched",
        e.getMessage());
    assertEquals(List.of(), left());
  }

  @Test
  public void aServerThatNeverGoesOnIsGivenUp() throws Exception {
    pieces = new int[] {1000, 0};
    IOException e =
        assertThrows(IOException.class, () -> archive(sha256()).into(root, Quiet.WATCH));
    assertEquals(
        "[" + archive("").base() + "/mine.zip] broke off 5 times; the same command goes on",
        e.getMessage().substring(0, e.getMessage().indexOf(": ", 20)));
    assertArrayEquals(Arrays.copyOf(zip, 1000), Files.readAllBytes(root.resolve("mine.zip.part")));
  }

  @Test
  public void whatIsNotThereIsSaidAtOnce() {
    BeirArchive other = new BeirArchive("scifact", archive("").base(), Optional.empty());
    IOException e = assertThrows(IOException.class, () -> other.into(root, Quiet.WATCH));
    assertEquals("[" + other.base() + "/scifact.zip] was answered by 404", e.getMessage());
  }

  @Test
  public void theArchiveMustBeKnownByAChecksum() {
    BeirArchive unknown = new BeirArchive("mine", "http://127.0.0.1:1", Optional.empty());
    IOException e = assertThrows(IOException.class, () -> unknown.into(root, Quiet.WATCH));
    assertEquals(
        "no checksum of [mine] is known, so it needs [--sha256]; known are [arguana, climate-fever,"
            + " cqadupstack, dbpedia-entity, fever, fiqa, hotpotqa, msmarco, nfcorpus, nq, quora,"
            + " scidocs, scifact, trec-covid, webis-touche2020]",
        e.getMessage());
  }

  @Test
  public void anEntryOutsideIsRefused() throws Exception {
    zip = zip("mine/corpus.jsonl", "", "../out", "x");
    IOException e =
        assertThrows(IOException.class, () -> archive(sha256()).into(root, Quiet.WATCH));
    assertEquals(
        "[" + root.resolve("mine.zip.part") + "] has an entry outside: [../out]", e.getMessage());
    assertFalse(Files.exists(root.resolve("mine")));
    assertFalse(Files.exists(temporary.getRoot().toPath().resolve("out")));
  }
}
