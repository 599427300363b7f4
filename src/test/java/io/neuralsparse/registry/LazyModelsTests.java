/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class LazyModelsTests extends OpenSearchTestCase {
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private Path folder;
  private LazyModels<AutoCloseable> models;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    Path root = createTempDir().resolve("models");
    folder = TestModels.small(root, "m");
    models = new LazyModels<>("part", new ModelCatalog(root), this::load);
  }

  private AutoCloseable load(ModelManifest manifest) {
    loads.incrementAndGet();
    if (manifest.folder().find("broken").isPresent()) {
      throw manifest.folder().fault("broken", "is there");
    }
    return closes::incrementAndGet;
  }

  public void testLoadsOnceAndWhenAsked() throws Exception {
    assertNull(models.ifLoaded("m"));
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    Thread[] running = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      running[i] =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
                models.get("m");
              });
      running[i].start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertEquals(1, loads.get());
    assertNotNull(models.ifLoaded("m"));
  }

  public void testAFailureStaysUntilTheFolderChanges() throws Exception {
    Files.writeString(folder.resolve("broken"), "");
    for (int i = 0; i < 3; i++) {
      ModelException e = expectThrows(ModelException.class, () -> models.get("m"));
      assertEquals("model [m], file [broken]: is there", e.getMessage());
    }
    assertEquals(1, loads.get());
    Files.delete(folder.resolve("broken"));
    assertNotNull(models.get("m"));
    assertEquals(2, loads.get());
  }

  public void testUnknownModel() {
    ModelException e = expectThrows(ModelException.class, () -> models.get("x"));
    assertEquals(
        "unknown model [x], this node has [m] in [config/neural-sparse/models]", e.getMessage());
    assertEquals(0, loads.get());
  }

  public void testCloseReleasesAndNothingIsLoadedAfterwards() {
    models.get("m");
    models.close();
    models.close();
    assertEquals(1, closes.get());
    IllegalStateException e = expectThrows(IllegalStateException.class, () -> models.get("m"));
    assertEquals("the node is stopping", e.getMessage());
    assertEquals(1, loads.get());
  }
}
