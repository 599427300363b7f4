/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Sums files; shows how far it is where they are large. */
final class Digests {
  /** Below this many bytes it takes no time worth showing. */
  private static final long SHOWN_FROM = 500_000_000;

  private final Terminal.Progress progress;
  private final long total;
  private long done;

  Digests(Terminal.Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /** The SHA-256 of a file in hexadecimal digits. */
  String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        done += read;
        if (total >= SHOWN_FROM) {
          progress.show((double) done / total);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
