/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.opensearch.test.OpenSearchTestCase;

public final class VectorCacheTests extends OpenSearchTestCase {
  private static final int HEADER = 44;
  private static final TextVector SPARSE =
      TextVector.sparse(new int[] {3, 17, 30_521}, new float[] {0.5f, 2, 1e-20f});
  private static final TextVector DENSE = TextVector.dense(new float[] {-1, 0, Float.MIN_VALUE, 7});
  private static final TextVector EMPTY = TextVector.sparse(new int[0], new float[0]);

  private static Path file() {
    return createTempDir().resolve("folder").resolve("t.vectors");
  }

  /** Three vectors, of 52, 44 and 28 bytes. */
  private static void fill(Path file) throws IOException {
    try (VectorCache cache = VectorCache.open(file, "teacher")) {
      cache.put(TextSide.DOCUMENT, List.of("sparse", "dense"), List.of(SPARSE, DENSE));
      cache.put(TextSide.QUERY, List.of("sparse"), List.of(EMPTY));
    }
  }

  private static void assertHolds(VectorCache cache, int vectors) throws IOException {
    assertEquals(vectors, cache.size());
    assertEquals(
        vectors > 0 ? Optional.of(SPARSE) : Optional.empty(),
        cache.get(TextSide.DOCUMENT, "sparse"));
    assertEquals(
        vectors > 1 ? Optional.of(DENSE) : Optional.empty(), cache.get(TextSide.DOCUMENT, "dense"));
    assertEquals(
        vectors > 2 ? Optional.of(EMPTY) : Optional.empty(), cache.get(TextSide.QUERY, "sparse"));
  }

  public void testKeepsVectors() throws Exception {
    Path file = file();
    fill(file);
    assertEquals(HEADER + 52 + 44 + 28, Files.size(file));
    try (VectorCache cache = VectorCache.open(file, "teacher")) {
      assertHolds(cache, 3);
      assertEquals(0, cache.cut());
      assertEquals(Optional.empty(), cache.get(TextSide.DOCUMENT, "unseen"));
      assertEquals(Optional.empty(), cache.get(TextSide.QUERY, "dense"));
    }
    assertEquals(HEADER + 52 + 44 + 28, Files.size(file));
  }

  /**
   * Killed after any byte: whole records stay, what follows is cut, and the file goes on from
   * there.
   */
  public void testCutAnywhere() throws Exception {
    Path whole = file();
    fill(whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = whole.resolveSibling("cut");
    int[] ends = {HEADER, HEADER + 52, HEADER + 52 + 44, bytes.length};
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      int vectors = 0;
      while (vectors < 3 && ends[vectors + 1] <= length) {
        vectors++;
      }
      try (VectorCache cache = VectorCache.open(cut, "teacher")) {
        assertHolds(cache, vectors);
        assertEquals("of " + length, Math.max(0, length - ends[vectors]), cache.cut());
        cache.put(TextSide.QUERY, List.of("new"), List.of(DENSE));
      }
      try (VectorCache cache = VectorCache.open(cut, "teacher")) {
        assertHolds(cache, vectors + 1, vectors);
        assertEquals(Optional.of(DENSE), cache.get(TextSide.QUERY, "new"));
        assertEquals(0, cache.cut());
      }
    }
  }

  private static void assertHolds(VectorCache cache, int all, int vectors) throws IOException {
    assertEquals(all, cache.size());
    assertEquals(
        vectors > 0 ? Optional.of(SPARSE) : Optional.empty(),
        cache.get(TextSide.DOCUMENT, "sparse"));
    assertEquals(
        vectors > 2 ? Optional.of(EMPTY) : Optional.empty(), cache.get(TextSide.QUERY, "sparse"));
  }

  /** Space that a dying system gave the file and never filled, or filled with something else. */
  public void testBrokenLastRecord() throws Exception {
    Path file = file();
    fill(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int at = bytes.length - 28; at < bytes.length; at++) {
      byte[] broken = bytes.clone();
      broken[at] ^= (byte) (1 << randomIntBetween(0, 7));
      Files.write(file, broken);
      try (VectorCache cache = VectorCache.open(file, "teacher")) {
        assertHolds(cache, 2);
        assertEquals(28, cache.cut());
      }
      assertEquals(bytes.length - 28, Files.size(file));
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 4096));
    try (VectorCache cache = VectorCache.open(file, "teacher")) {
      assertHolds(cache, 3);
      assertEquals(4096, cache.cut());
    }
  }

  public void testAnotherTeachersFile() throws Exception {
    Path file = file();
    fill(file);
    assertRefused(
        file,
        "another",
        "["
            + file
            + "] has the vectors of another teacher, or of this one before it changed: remove it,"
            + " or name another file");
    try (VectorCache cache = VectorCache.open(file, "teacher")) {
      assertHolds(cache, 3);
    }
  }

  public void testSomethingElse() throws Exception {
    Path file = file();
    Files.createDirectories(file.getParent());
    for (String content : List.of("NSVEKTOR, and more than enough of it to be one", "{}")) {
      Files.writeString(file, content);
      assertRefused(file, "teacher", "[" + file + "] is not a file of teachers' vectors");
      assertEquals(content, Files.readString(file));
    }
  }

  public void testNewerVersion() throws Exception {
    Path file = file();
    fill(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[11] = 2;
    Files.write(file, bytes);
    assertRefused(file, "teacher", "[" + file + "] has version [2], the newest known is [1]");
  }

  public void testInUse() throws Exception {
    Path file = file();
    try (VectorCache first = VectorCache.open(file, "teacher")) {
      assertRefused(
          file,
          "teacher",
          "[" + file + "] is in use: one training at a time can keep vectors in it");
      first.put(TextSide.QUERY, List.of("a"), List.of(DENSE));
    }
    try (VectorCache second = VectorCache.open(file, "teacher")) {
      assertEquals(1, second.size());
    }
  }

  private static void assertRefused(Path file, String identity, String message) {
    IOException e = expectThrows(IOException.class, () -> VectorCache.open(file, identity));
    assertEquals(message, e.getMessage());
  }
}
