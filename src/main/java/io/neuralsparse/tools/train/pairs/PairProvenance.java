/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.evaluate.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a file of pairs is from, written beside it as {@code <file>.json}.
 *
 * @param command that made it, without secrets
 * @param version of the tools
 */
public record PairProvenance(String command, String version) {
  /**
   * Writes it.
   *
   * @param file that is described, which is there
   * @param more what its maker knows of it, by name
   */
  void write(Path file, Map<String, ?> more) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("file", file.toAbsolutePath().getFileName().toString());
    all.put("sha256", sha256(file));
    all.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    all.put("command", command);
    all.put("version", version);
    all.putAll(more);
    JsonObject json = new GsonBuilder().create().toJsonTree(all).getAsJsonObject();
    String text =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
    WholeFile.write(beside(file), path -> Files.writeString(path, text));
  }

  /** Where it is written. */
  static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".json");
  }

  /** SHA-256 in hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream summed =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      summed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(summed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
