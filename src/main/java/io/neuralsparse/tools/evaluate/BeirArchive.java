/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An archive of a collection, as BEIR offers it: {@code <name>.zip} with a folder of that name.
 * What was fetched before an interruption is not fetched again.
 *
 * @param name of the collection
 * @param base URL of the folder of archives, without a slash at the end
 * @param sha256 that the archive must have, in hexadecimal digits; absent: the published MD5 counts
 */
public record BeirArchive(String name, String base, Optional<String> sha256) {
  /** Where BEIR's archives are. */
  public static final String BEIR =
      "https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets";

  /** As published in the read-me of github.com/beir-cellar/beir. */
  private static final Map<String, String> MD5 =
      Map.ofEntries(
          Map.entry("msmarco", "444067daf65d982533ea17ebd59501e4"),
          Map.entry("trec-covid", "ce62140cb23feb9becf6270d0d1fe6d1"),
          Map.entry("nfcorpus", "a89dba18a62ef92f7d323ec890a0d38d"),
          Map.entry("nq", "d4d3d2e48787a744b6f6e691ff534307"),
          Map.entry("hotpotqa", "f412724f78b0d91183a0e86805e16114"),
          Map.entry("fiqa", "17918ed23cd04fb15047f73e6c3bd9d9"),
          Map.entry("arguana", "8ad3e3c2a5867cdced806d6503f29b99"),
          Map.entry("webis-touche2020", "46f650ba5a527fc69e0a6521c5a23563"),
          Map.entry("cqadupstack", "4e41456d7df8ee7760a7f866133bda78"),
          Map.entry("quora", "18fb154900ba42a600f84b839c173167"),
          Map.entry("dbpedia-entity", "c2a39eb420a3164af735795df012ac2c"),
          Map.entry("scidocs", "38121350fc3a4d2f48850f6aff52e4a9"),
          Map.entry("fever", "5a818580227bfb4b35bb6fa46d9b6c03"),
          Map.entry("climate-fever", "8b66f0a9126c521bae2bde127b4dc99d"),
          Map.entry("scifact", "5f7d1de60b170fc8027bb7898e2efca1"));

  private static final Duration CONNECTION = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 5;
  private static final int BUFFER = 1 << 16;

  /**
   * Fetches, checks and unpacks it.
   *
   * @param root gets a folder of the collection's name
   * @return that folder
   * @throws IOException when it cannot be fetched, or has another checksum; then what was fetched
   *     is deleted
   */
  public Path into(Path root, Watch watch) throws IOException {
    if (!name.matches("[A-Za-z0-9._-]+") || (sha256.isEmpty() && !MD5.containsKey(name))) {
      throw new IOException(
          "no checksum of ["
              + name
              + "] is known, so it needs [--sha256]; known are "
              + MD5.keySet().stream().sorted().toList());
    }
    Files.createDirectories(root);
    Path part = root.resolve(name + ".zip.part");
    URI uri = URI.create(base + "/" + name + ".zip");
    fetch(uri, part, watch);
    check(uri, part);
    unpack(part, root);
    Files.delete(part);
    return root.resolve(name);
  }

  private static void fetch(URI uri, Path part, Watch watch) throws IOException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECTION)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      int failures = 0;
      while (true) {
        long before = size(part);
        try {
          fetch(client, uri, part, watch);
          return;
        } catch (Refused e) {
          throw e;
        } catch (IOException e) {
          if (Thread.currentThread().isInterrupted()) {
            throw Cluster.interrupted();
          }
          failures = size(part) > before ? 1 : failures + 1;
          if (failures == ATTEMPTS) {
            throw new IOException(
                "[" + uri + "] broke off " + failures + " times; the same command goes on: " + e,
                e);
          }
          watch.say("[" + uri + "] broke off (" + e + "): going on");
        }
      }
    }
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** An answer that will be the same the next time. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** Fetches what is missing. */
  private static void fetch(HttpClient client, URI uri, Path part, Watch watch) throws IOException {
    long from = size(part);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      throw Cluster.interrupted();
    }
    try (InputStream in = response.body()) {
      boolean rest = response.statusCode() == 206;
      if (response.statusCode() == 416 && from > 0) {
        return; // nothing is missing, or the checksum will say so
      }
      if (!rest && response.statusCode() != 200) {
        throw new Refused("[" + uri + "] was answered by " + response.statusCode());
      }
      long begin = rest ? from : 0;
      long all = begin + response.headers().firstValueAsLong("Content-Length").orElse(0);
      try (OutputStream out =
          Files.newOutputStream(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              rest ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
        copy(in, out, begin, all, watch);
      }
      if (size(part) < all) {
        throw new IOException("it ended after " + size(part) + " of " + all + " bytes");
      }
    }
  }

  private static void copy(InputStream in, OutputStream out, long begin, long all, Watch watch)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = begin;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (Thread.currentThread().isInterrupted()) {
        throw Cluster.interrupted();
      }
      out.write(buffer, 0, read);
      done += read;
      watch.at(
          "downloading",
          (double) done / Math.max(all, 1),
          String.format(Locale.ROOT, "%.1f of %.1f MB", done / 1e6, all / 1e6));
    }
  }

  private void check(URI uri, Path part) throws IOException {
    String algorithm = sha256.isPresent() ? "SHA-256" : "MD5";
    String expected = sha256.orElseGet(() -> MD5.get(name)).toLowerCase(Locale.ROOT);
    String found = digest(algorithm, part);
    if (!found.equals(expected)) {
      Files.delete(part);
      throw new IOException(
          "["
              + uri
              + "] has the "
              + algorithm
              + " ["
              + found
              + "], expected ["
              + expected
              + "]: deleted what was fetched");
    }
  }

  private static String digest(String algorithm, Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has both
    }
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Unpacks the folder of the collection beside its place, and moves it there when it is whole. */
  private void unpack(Path zip, Path root) throws IOException {
    Path target = Files.createTempDirectory(root, "." + name);
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("[" + zip + "] has an entry outside: [" + entry.getName() + "]");
        }
        if (!entry.isDirectory()) {
          Files.createDirectories(path.getParent());
          Files.copy(in, path);
        }
      }
      if (!Files.isDirectory(target.resolve(name))) {
        throw new IOException("[" + zip + "] has no folder [" + name + "]");
      }
      Files.move(target.resolve(name), root.resolve(name));
    } finally {
      Trees.delete(target);
    }
  }
}
