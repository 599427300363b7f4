/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.DoubleConsumer;

/** Sums files, and shows how far it is. */
final class Digests {
  private final DoubleConsumer progress;
  private final long total;
  private long done;

  private Digests(DoubleConsumer progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /** Shows how much of so many bytes is summed. */
  static Digests of(long total, Terminal.Progress progress) {
    return new Digests(progress::show, total);
  }

  /** Shows nothing. */
  static Digests quiet() {
    return new Digests(share -> {}, 1);
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
        progress.accept((double) done / total);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
