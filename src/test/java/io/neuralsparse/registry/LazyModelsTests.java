/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
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
    models = new LazyModels<>("part", new ModelCatalog(root), this::load, part -> 7);
  }

  private AutoCloseable load(ModelManifest manifest) {
    loads.incrementAndGet();
    if (manifest.folder().find("broken").isPresent()) {
      throw manifest.folder().fault("broken", "is there");
    }
    return closes::incrementAndGet;
  }

  public void testLoadsOnceAndWhenAsked() throws Exception {
    assertFalse(models.isLoaded("m"));
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
                models.acquire("m").close();
              });
      running[i].start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    assertEquals(1, loads.get());
    assertTrue(models.isLoaded("m"));
    assertEquals(0, closes.get());
    models.close();
    assertEquals(1, closes.get());
  }

  public void testAFailureStaysUntilTheFolderChanges() throws Exception {
    Files.writeString(folder.resolve("broken"), "");
    for (int i = 0; i < 3; i++) {
      ModelException e = expectThrows(ModelException.class, () -> models.acquire("m"));
      assertEquals("model [m], file [broken]: is there", e.getMessage());
    }
    assertEquals(1, loads.get());
    Files.delete(folder.resolve("broken"));
    assertEquals("model [m], file [broken]: is there", models.failure("m"));
    models.acquire("m").close();
    assertNull(models.failure("m"));
    assertEquals(2, loads.get());
  }

  public void testUnknownModel() {
    ModelException e = expectThrows(ModelException.class, () -> models.acquire("x"));
    assertEquals(
        "unknown model [x], this node has [m] in [config/neural-sparse/models]", e.getMessage());
    assertEquals(0, loads.get());
  }

  public void testCloseReleasesAndNothingIsLoadedAfterwards() {
    Lease<AutoCloseable> lease = models.acquire("m");
    models.close();
    models.close();
    assertEquals(0, closes.get());
    lease.close();
    lease.close();
    assertEquals(1, closes.get());
    IllegalStateException e = expectThrows(IllegalStateException.class, () -> models.acquire("m"));
    assertEquals("the node is stopping", e.getMessage());
    assertEquals(1, loads.get());
  }

  private Loaded<AutoCloseable> beside() {
    return models.loadBeside(new ModelCatalog(folder.getParent()).manifest("m"));
  }

  public void testWhatIsReplacedIsClosedWithItsLastLease() {
    Lease<AutoCloseable> first = models.acquire("m");
    Lease<AutoCloseable> second = models.acquire("m");
    assertSame(first.value(), second.value());
    Loaded<AutoCloseable> fresh = beside();
    assertEquals(2, loads.get());
    assertSame(first.value(), models.ifLoaded("m").value());
    assertEquals(1, models.generation("m"));
    models.replace("m", fresh);
    assertEquals(2, models.generation("m"));
    assertEquals(1, first.generation());
    assertEquals(2, fresh.generation());
    try (Lease<AutoCloseable> third = models.acquire("m")) {
      assertSame(fresh.value(), third.value());
      assertNotSame(first.value(), third.value());
    }
    first.close();
    assertEquals(0, closes.get());
    second.close();
    assertEquals(1, closes.get());
    beside().letGo();
    assertEquals(2, closes.get());
    assertSame(fresh.value(), models.ifLoaded("m").value());
  }

  public void testUnloadedIsLoadedAgainWhenAsked() {
    assertFalse(models.unload("m"));
    models.acquire("m").close();
    assertEquals(Set.of("m"), models.loaded());
    assertEquals(1, models.generation("m"));
    assertTrue(models.unload("m"));
    assertEquals(2, models.generation("m"));
    assertEquals(1, closes.get());
    assertEquals(Set.of(), models.loaded());
    assertNull(models.acquireIfLoaded("m"));
    models.acquire("m").close();
    assertEquals(2, loads.get());
  }

  public void testABrokenFolderBesideLeavesTheOldOne() throws Exception {
    models.acquire("m").close();
    Files.writeString(folder.resolve("broken"), "");
    ModelException e = expectThrows(ModelException.class, this::beside);
    assertEquals("model [m], file [broken]: is there", e.getMessage());
    assertEquals("model [m], file [broken]: is there", models.failure("m"));
    models.acquire("m").close();
    assertEquals(2, loads.get());
    assertEquals(0, closes.get());
  }

  public void testNothingIsUsedAfterItIsClosed() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger misused = new AtomicInteger();
    AtomicInteger leases = new AtomicInteger();
    final class Part implements AutoCloseable {
      private volatile boolean closed;

      Part() {
        open.incrementAndGet();
      }

      @Override
      public void close() {
        closed = true;
        open.decrementAndGet();
      }
    }
    LazyModels<Part> parts =
        new LazyModels<>(
            "part", new ModelCatalog(folder.getParent()), manifest -> new Part(), part -> 7);
    AtomicBoolean done = new AtomicBoolean();
    Thread[] users = new Thread[3];
    for (int i = 0; i < users.length; i++) {
      users[i] =
          new Thread(
              () -> {
                while (!done.get()) {
                  try (Lease<Part> lease = parts.acquire("m")) {
                    misused.addAndGet(lease.value().closed ? 1 : 0);
                    leases.incrementAndGet();
                  }
                }
              });
      users[i].start();
    }
    ModelManifest manifest = new ModelCatalog(folder.getParent()).manifest("m");
    for (int i = 0; i < 150 || leases.get() < 1000; i++) {
      parts.replace("m", parts.loadBeside(manifest));
      if (i % 10 == 0) {
        parts.unload("m");
      }
    }
    done.set(true);
    for (Thread user : users) {
      user.join();
    }
    assertEquals(0, misused.get());
    assertTrue(open.get() <= 1);
    parts.close();
    assertEquals(0, open.get());
  }

  public void testAFolderThatChangesWhileItIsLoadedIsNotServed() throws Exception {
    LazyModels<AutoCloseable> changing =
        new LazyModels<>(
            "part",
            new ModelCatalog(folder.getParent()),
            manifest -> {
              try {
                Files.writeString(folder.resolve("file" + loads.incrementAndGet()), "");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return closes::incrementAndGet;
            },
            part -> 7);
    for (int i = 1; i <= 2; i++) {
      ModelException e = expectThrows(ModelException.class, () -> changing.acquire("m"));
      assertEquals(
          "model [m], file [.]: changed while it was loaded; try again when all of its files are"
              + " there",
          e.getMessage());
      assertEquals(i, loads.get());
      assertEquals(i, closes.get());
    }
  }
}
