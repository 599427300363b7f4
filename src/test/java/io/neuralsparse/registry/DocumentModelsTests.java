/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.TestModels;
import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.vector.SparseVector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.ExceptionsHelper;
import org.opensearch.action.support.PlainActionFuture;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.breaker.CircuitBreakingException;
import org.opensearch.core.concurrency.OpenSearchRejectedExecutionException;
import org.opensearch.test.OpenSearchTestCase;
import org.opensearch.threadpool.TestThreadPool;
import org.opensearch.threadpool.ThreadPool;

/** What OpenSearch sees of the service: contexts, errors, settings. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class DocumentModelsTests extends OpenSearchTestCase {
  private Path folder;
  private ThreadPool threadPool;
  private DocumentModels models;

  private void start(Settings.Builder builder) throws Exception {
    Settings settings = builder.put("neural_sparse.default_model", "m").build();
    Path root = createTempDir().resolve("models");
    folder = TestModels.small(root, "m"); // window 6
    threadPool =
        new TestThreadPool(getTestName(), settings, DocumentModels.executorBuilder(settings));
    models = new DocumentModels(settings, new ModelCatalog(root), () -> threadPool);
  }

  @Override
  public void tearDown() throws Exception {
    if (models != null) {
      models.close();
      ThreadPool.terminate(threadPool, 30, TimeUnit.SECONDS);
    }
    super.tearDown();
  }

  private static EncodingRequest request(LongText longText, String... texts) {
    return new EncodingRequest("m", List.of(texts), longText);
  }

  private List<SparseVector> encode(EncodingRequest request) throws Exception {
    PlainActionFuture<List<SparseVector>> future = new PlainActionFuture<>();
    models.encode(request, future);
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  public void testLongTextsAreCutOrTruncated() throws Exception {
    start(Settings.builder());
    String text = "a b c . a a a ."; // k1 1, b 0.5, mean 2: of four tokens tf · 2 / (tf + 1.5)
    float one = 2 / 2.5f;
    assertEquals(
        Map.of("a", one, "b", one, "c", one, ".", one),
        encode(request(LongText.TRUNCATE, text)).getFirst().toMap());
    assertEquals(
        Map.of("a", 6 / 4.5f, "b", one, "c", one, ".", one),
        encode(request(new LongText(LongText.Mode.WINDOWS, 0, 5), text)).getFirst().toMap());
    Map<String, Long> sums = models.statistics().sums();
    assertEquals(3L, sums.get("windows").longValue());
    assertEquals(1L, sums.get("truncated_texts").longValue());
    assertEquals(12L, sums.get("tokens").longValue());
  }

  public void testTheListenerRunsInTheContextOfItsCaller() throws Exception {
    start(Settings.builder().put("neural_sparse.encoding.size", 2));
    ThreadContext context = threadPool.getThreadContext();
    for (int i = 0; i < 50; i++) {
      AtomicReference<String> seen = new AtomicReference<>();
      PlainActionFuture<String> thread = new PlainActionFuture<>();
      try (ThreadContext.StoredContext ignored = context.stashContext()) {
        context.putHeader("user", "user" + i);
        models.encode(
            request(LongText.WINDOWS, i % 2 == 0 ? "a" : "b"),
            ActionListener.wrap(
                vectors -> {
                  seen.set(context.getHeader("user"));
                  thread.onResponse(Thread.currentThread().getName());
                },
                thread::onFailure));
      }
      String name = thread.get(30, TimeUnit.SECONDS);
      assertTrue(name, name.contains("[" + DocumentModels.THREAD_POOL + "]"));
      assertEquals("user" + i, seen.get());
      assertNull(context.getHeader("user"));
    }
    PlainActionFuture<String> later = new PlainActionFuture<>();
    threadPool
        .executor(DocumentModels.THREAD_POOL)
        .execute(() -> later.onResponse(String.valueOf(context.getHeader("user"))));
    assertEquals("null", later.get(30, TimeUnit.SECONDS));
  }

  public void testAListenerThatThrowsHarmsNobody() throws Exception {
    start(Settings.builder());
    for (int i = 0; i < 5; i++) {
      models.encode(
          request(LongText.WINDOWS, "a"),
          new ActionListener<>() {
            @Override
            public void onResponse(List<SparseVector> vectors) {
              throw new IllegalStateException("a defect of a pipeline");
            }

            @Override
            public void onFailure(Exception e) {
              throw new AssertionError("told twice", e);
            }
          });
      assertEquals(1, encode(request(LongText.WINDOWS, "b")).size());
    }
  }

  public void testTooLittleMemoryIs429() throws Exception {
    start(Settings.builder().put("neural_sparse.encoding.memory_limit", "1kb"));
    CircuitBreakingException e =
        expectThrows(CircuitBreakingException.class, () -> encode(request(LongText.WINDOWS, "a")));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .matches(
                "the network of model \\[m] needs \\[\\d+] bytes outside the heap, which would be"
                    + " \\[\\d+] with what is in use, more than the limit of \\[1024]"
                    + " \\(\\[neural_sparse.encoding.memory_limit]\\)"));
    assertEquals(429, ExceptionsHelper.status(e).getStatus());
    assertEquals(1024, e.getByteLimit());
    assertEquals(1L, models.statistics().sums().get("failures.memory").longValue());

    ClusterSettings settings =
        new ClusterSettings(Settings.EMPTY, java.util.Set.copyOf(EncodingSettings.all()));
    models.follow(settings);
    settings.applySettings(
        Settings.builder().put("neural_sparse.encoding.memory_limit", "1gb").build());
    assertEquals(1, encode(request(LongText.WINDOWS, "a")).size());
    Map<String, Long> sums = models.statistics().sums();
    assertEquals(1L << 30, sums.get("memory.limit_in_bytes").longValue());
    long graph = sums.get("memory.used_in_bytes");
    assertTrue("" + graph, graph > 1024 && graph < 100_000);
    models.close();
    assertEquals(0L, models.statistics().sums().get("memory.used_in_bytes").longValue());
  }

  public void testStoppedItRefuses() throws Exception {
    start(Settings.builder());
    models.close();
    OpenSearchRejectedExecutionException e =
        expectThrows(
            OpenSearchRejectedExecutionException.class,
            () -> encode(request(LongText.WINDOWS, "a")));
    assertEquals("the node is stopping", e.getMessage());
    assertEquals(429, ExceptionsHelper.status(e).getStatus());
  }

  public void testCancelledIs400() throws Exception {
    start(Settings.builder());
    Exception e =
        expectThrows(
            Exception.class,
            () -> encode(new EncodingRequest("m", List.of("a"), LongText.WINDOWS, () -> true)));
    assertEquals("the task that wants the vectors was cancelled", e.getMessage());
    assertEquals(400, ExceptionsHelper.status(e).getStatus());
  }

  public void testABrokenFolder() throws Exception {
    start(Settings.builder());
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    ModelException e =
        expectThrows(ModelException.class, () -> encode(request(LongText.WINDOWS, "a")));
    assertEquals(
        "model [m], file [tokenizer.json]: not the JSON that is due there: [model.vocab] is"
            + " missing or empty",
        e.getMessage());
    assertEquals(1L, models.statistics().sums().get("failures.model").longValue());
  }

  private static void assertRefused(String setting, String value, String message) {
    Settings settings = Settings.builder().put(setting, value).build();
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> EncodingSettings.all().forEach(one -> one.get(settings)));
    assertEquals(message, e.getMessage());
  }

  public void testSettings() {
    for (int processors = 1; processors <= 2; processors++) {
      Settings settings = Settings.builder().put("node.processors", processors).build();
      assertEquals(1, EncodingSettings.SIZE.get(settings).intValue());
    }
    assertEquals(32_768, EncodingSettings.QUEUE_SIZE.get(Settings.EMPTY).intValue());
    long half = EncodingSettings.MEMORY_LIMIT.get(Settings.EMPTY).getBytes();
    Settings quarter = Settings.builder().put("neural_sparse.encoding.memory_limit", "25%").build();
    assertEquals(half / 2, EncodingSettings.MEMORY_LIMIT.get(quarter).getBytes());
    assertTrue(half > 1 << 20);
    String limit = "neural_sparse.encoding.memory_limit";
    assertRefused(limit, "101%", "[" + limit + "] must be bytes or from 0% to 100%, got [101%]");
    assertRefused(limit, "-1", "[" + limit + "] must be 0 or more, got [-1]");
    assertRefused(
        "neural_sparse.encoding.size",
        "0",
        "Failed to parse value [0] for setting [neural_sparse.encoding.size] must be >= 1");
    assertRefused(
        "neural_sparse.encoding.queue_size",
        "0",
        "Failed to parse value [0] for setting [neural_sparse.encoding.queue_size] must be >= 1");
    assertRefused(
        "neural_sparse.encoding.precision",
        "int4",
        "[neural_sparse.encoding.precision] must be int8 or fp32, got [int4]");
  }
}
