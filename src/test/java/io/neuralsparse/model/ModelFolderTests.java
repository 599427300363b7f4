/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class ModelFolderTests extends OpenSearchTestCase {
  private Path path;
  private ModelFolder folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    path = Files.createDirectories(createTempDir().resolve("m"));
    folder = new ModelFolder("m", path);
  }

  public void testFindsFilesInsideOnly() throws IOException {
    Files.writeString(path.resolve("in.txt"), "x");
    Files.writeString(path.resolveSibling("out.txt"), "x");
    assertEquals(path.resolve("in.txt"), folder.get("in.txt"));
    assertTrue(folder.find("none.txt").isEmpty());
    assertTrue(folder.find(".").isEmpty());
    ModelException e = expectThrows(ModelException.class, () -> folder.find("../out.txt"));
    assertEquals(
        "model [m], file [../out.txt]: the path leads out of the model's folder", e.getMessage());
  }

  public void testMissingFileIsNamed() {
    ModelException e = expectThrows(ModelException.class, () -> folder.get("idf.json"));
    assertEquals("model [m], file [idf.json]: missing", e.getMessage());
  }

  public void testSymbolicLinksStayInside() throws IOException {
    Files.writeString(path.resolve("in.txt"), "x");
    Files.writeString(path.resolveSibling("out.txt"), "x");
    Files.createSymbolicLink(path.resolve("inner"), path.resolve("in.txt"));
    Files.createSymbolicLink(path.resolve("outer"), path.resolveSibling("out.txt"));
    assertEquals(path.resolve("inner"), folder.get("inner"));
    ModelException e = expectThrows(ModelException.class, () -> folder.get("outer"));
    assertEquals(
        "model [m], file [outer]: a symbolic link leads out of the model's folder", e.getMessage());
  }

  public void testFingerprintChangesWithTheFiles() throws IOException {
    long empty = folder.fingerprint();
    assertEquals(empty, folder.fingerprint());
    Files.writeString(path.resolve("a"), "x");
    long one = folder.fingerprint();
    assertNotEquals(empty, one);
    Files.writeString(path.resolve("a"), "xy");
    assertNotEquals(one, folder.fingerprint());
  }

  /** Of a folder that is being replaced; what goes while it is looked at must not matter. */
  public void testFingerprintWhileFilesComeAndGo() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    Thread replacing =
        new Thread(
            () -> {
              try {
                while (!stopped.get()) {
                  for (int i = 0; i < 50; i++) {
                    Files.writeString(path.resolve("f" + i), "x");
                  }
                  for (int i = 0; i < 50; i++) {
                    Files.delete(path.resolve("f" + i));
                  }
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    replacing.start();
    try {
      for (int i = 0; i < 1000; i++) {
        folder.fingerprint();
      }
    } finally {
      stopped.set(true);
      replacing.join();
    }
  }
}
