/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A module without parameters in the file format that {@code torch.jit.load} reads: a zip of the
 * source and of a pickle (protocol 2) of an object of the class.
 */
final class ScriptArchive {
  private static final String ROOT = "module/";

  private ScriptArchive() {}

  /**
   * The bytes of the file.
   *
   * @param name of the class
   * @param source its source, as PyTorch serialises it
   */
  static byte[] of(String name, String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      // An instance, made from an empty tuple, and its state: {"training": False}.
      write(
          zip,
          "data.pkl",
          "\u0080\u0002c__torch__\n" + name + "\n)\u0081}(X\b\0\0\0training\u0089ub.");
      write(zip, "code/__torch__.py", source);
      write(zip, "constants.pkl", "\u0080\u0002).");
      write(zip, "version", "3\n");
    }
    return bytes.toByteArray();
  }

  /** Adds a file, not compressed; each character is a byte. */
  private static void write(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
