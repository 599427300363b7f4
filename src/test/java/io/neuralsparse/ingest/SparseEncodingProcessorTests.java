/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.registry.DocumentModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.OpenSearchParseException;
import org.opensearch.OpenSearchTimeoutException;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.ActionType;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.common.breaker.NoopCircuitBreaker;
import org.opensearch.core.concurrency.OpenSearchRejectedExecutionException;
import org.opensearch.ingest.AbstractBatchingProcessor;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.ingest.IngestDocumentWrapper;
import org.opensearch.test.OpenSearchTestCase;
import org.opensearch.test.client.NoOpClient;
import org.opensearch.threadpool.TestThreadPool;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.client.Client;

/**
 * The processor on a real model and a real pool, with documents as the ingest service brings them.
 */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class SparseEncodingProcessorTests extends OpenSearchTestCase {
  private static final String TYPE = SparseEncodingProcessor.OFFICIAL_TYPE;
  private static final int QUEUE_SIZE = 20;

  private Path folder;
  private ThreadPool threadPool;
  private DocumentModels models;
  private TextVectors vectors;
  private ExistingVectors existing;
  private Client client;
  private final IngestCounters counters = new IngestCounters();
  private boolean accepted;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    Path root = createTempDir().resolve("models");
    folder = TestModels.small(root, "m");
    Settings settings =
        Settings.builder()
            .put("neural_sparse.default_model", "m")
            .put("neural_sparse.encoding.size", 1)
            .put("neural_sparse.encoding.queue_size", QUEUE_SIZE)
            .build();
    threadPool =
        new TestThreadPool(getTestName(), settings, DocumentModels.executorBuilder(settings));
    models = new DocumentModels(settings, new ModelCatalog(root), () -> threadPool);
    vectors =
        new TextVectors(
            settings,
            models,
            () -> new NoopCircuitBreaker("test"),
            () -> threadPool.getThreadContext());
    existing = new ExistingVectors(settings, vectors, () -> client, threadPool::generic);
    client =
        new NoOpClient(threadPool) {
          @Override
          protected <Q extends ActionRequest, R extends ActionResponse> void doExecute(
              ActionType<R> action, Q request, ActionListener<R> listener) {
            listener.onFailure(new OpenSearchTimeoutException("no answer"));
          }
        };
  }

  @Override
  public void tearDown() throws Exception {
    models.close();
    ThreadPool.terminate(threadPool, 30, TimeUnit.SECONDS);
    super.tearDown();
  }

  private AbstractBatchingProcessor create(Map<String, Object> config) throws Exception {
    return new SparseEncodingProcessor.Factory(
            TYPE, new IngestNode(models, vectors, existing, counters, () -> accepted))
        .create(Map.of(), "tag", null, new HashMap<>(config));
  }

  private void assertRefused(Map<String, Object> config, String message) {
    OpenSearchParseException e = expectThrows(OpenSearchParseException.class, () -> create(config));
    assertEquals(message, e.getMessage());
    assertEquals(400, e.status().getStatus());
  }

  private static IngestDocument document(Map<String, Object> source) {
    return new IngestDocument("index", "1", null, null, null, new HashMap<>(source));
  }

  private static List<IngestDocumentWrapper> batch(
      AbstractBatchingProcessor processor, List<IngestDocument> documents) throws Exception {
    List<IngestDocumentWrapper> wrappers = new ArrayList<>();
    for (int slot = 0; slot < documents.size(); slot++) {
      wrappers.add(new IngestDocumentWrapper(slot, 0, documents.get(slot), null));
    }
    AtomicReference<List<IngestDocumentWrapper>> results = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    processor.batchExecute(
        wrappers,
        list -> {
          results.set(list);
          done.countDown();
        });
    assertTrue(done.await(30, TimeUnit.SECONDS));
    // Where failures are ignored, the pipeline goes on with these.
    wrappers.forEach(wrapper -> assertNull(wrapper.getException()));
    List<IngestDocumentWrapper> sorted = new ArrayList<>(results.get());
    sorted.sort(java.util.Comparator.comparingInt(IngestDocumentWrapper::getSlot));
    return sorted;
  }

  public void testConfigurationMistakesAreExplained() {
    Map<String, Object> map = Map.of("t", "s");
    assertRefused(Map.of(), "[field_map] required property is missing");
    assertRefused(Map.of("field_map", Map.of()), "[field_map] must name at least one field");
    assertRefused(
        Map.of("field_map", Map.of("t", "t")),
        "[field_map] the target [t] must not be a source of the same map");
    assertRefused(
        Map.of("field_map", map, "model_id", "x"),
        "[model_id] unknown model [x], this node has [m] in [config/neural-sparse/models]");
    assertRefused(
        Map.of("field_map", map, "batch_size", 0),
        "[batch_size] must be a whole number from 1, got [0]");
  }

  public void testPruningMistakesAreExplained() {
    Map<String, Object> map = Map.of("t", "s");
    assertRefused(
        Map.of("field_map", map, "prune_type", "best", "prune_ratio", 0.5),
        "[prune_type] must be one of [none, top_k, alpha_mass, max_ratio, abs_value], got [best]");
    assertRefused(
        Map.of("field_map", map, "prune_ratio", 0.5),
        "[prune_ratio] needs a [prune_type] other than [none], got [0.5] without");
    assertRefused(
        Map.of("field_map", map, "prune_type", "max_ratio"),
        "[prune_ratio] must be a number for [max_ratio], got [null]");
    assertRefused(
        Map.of("field_map", map, "prune_type", "max_ratio", "prune_ratio", "half"),
        "[prune_ratio] must be a number for [max_ratio], got [half]");
    assertRefused(
        Map.of("field_map", map, "prune_type", "max_ratio", "prune_ratio", 1.2),
        "[prune_ratio] must be in [0, 1) for [max_ratio], got [1.2]");
    assertRefused(
        Map.of("field_map", map, "prune_type", "top_k", "prune_ratio", 1.5),
        "[prune_ratio] must be a positive integer for [top_k], got [1.5]");
  }

  public void testVectorsArePruned() throws Exception {
    AbstractBatchingProcessor processor =
        create(Map.of("field_map", Map.of("t", "s"), "prune_type", "top_k", "prune_ratio", 1));
    IngestDocument document = document(Map.of("t", "a b b c"));
    assertNull(batch(processor, List.of(document)).getFirst().getException());
    // |d| 4: tf · 2 / (tf + 0.5 + 0.5 · 4 / 2)
    assertEquals(Map.of("b", 4 / 3.5f), document.getFieldValue("s", Map.class));
  }

  public void testAModelFolderIsCheckedWhenThePipelineIsMade() throws Exception {
    Files.delete(folder.resolve("tokenizer.json"));
    assertRefused(
        Map.of("field_map", Map.of("t", "s")),
        "[model_id] model [m], file [tokenizer.json]: missing");
  }

  public void testDocumentsOfABatchFailAlone() throws Exception {
    int batchSize = randomIntBetween(1, 8);
    AbstractBatchingProcessor processor =
        create(Map.of("field_map", Map.of("t", "s"), "batch_size", batchSize));
    assertEquals(TYPE, processor.getType());
    List<IngestDocument> documents = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      documents.add(document(Map.of("t", i == 3 ? (Object) 3 : "a b c".substring(0, 1 + i % 5))));
    }
    documents.add(document(Map.of("other", 1)));
    List<IngestDocumentWrapper> results = batch(processor, documents);
    for (int i = 0; i < 7; i++) {
      if (i == 3) {
        assertEquals(
            "field [t] must be a text or a list of texts, found a number [3]",
            results.get(i).getException().getMessage());
        assertSame(
            "failure handlers need it", documents.get(i), results.get(i).getIngestDocument());
      } else {
        assertNull(results.get(i).getException());
        assertTrue(documents.get(i).getFieldValue("s", Map.class).containsKey("a"));
      }
    }
    assertFalse(documents.get(7).hasField("s"));
    assertEquals(
        Map.of("documents", 8L, "texts", 6L, "failed_documents", 1L), counters.statistics());
    // |d| 1, k1 1, b 0.5, mean 2: 2 / (1 + 0.5 + 0.25)
    assertEquals(Map.of("a", 2 / 1.75f), documents.get(0).getFieldValue("s", Map.class));
  }

  public void testOneDocumentAtATime() throws Exception {
    AbstractBatchingProcessor processor = create(Map.of("field_map", Map.of("t", "s")));
    IngestDocument good = document(Map.of("t", "b"));
    AtomicReference<Exception> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<String> thread = new AtomicReference<>();
    processor.execute(
        good,
        (result, e) -> {
          thread.set(Thread.currentThread().getName());
          failure.set(e);
          done.countDown();
        });
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertNull(failure.get());
    assertEquals(Map.of("b", 2 / 1.75f), good.getFieldValue("s", Map.class));
    assertTrue(thread.get(), thread.get().contains(DocumentModels.THREAD_POOL));

    processor.execute(document(Map.of("t", true)), (result, e) -> failure.set(e));
    assertEquals(
        "field [t] must be a text or a list of texts, found a boolean [true]",
        failure.get().getMessage());
    expectThrows(UnsupportedOperationException.class, () -> processor.execute(document(Map.of())));
  }

  public void testABrokenModelFailsItsDocumentsOnly() throws Exception {
    AbstractBatchingProcessor processor = create(Map.of("field_map", Map.of("t", "s")));
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    List<IngestDocumentWrapper> results =
        batch(processor, List.of(document(Map.of("t", "a")), document(Map.of("t", "b"))));
    for (IngestDocumentWrapper result : results) {
      assertEquals(
          "model [m], file [tokenizer.json]: not the JSON that is due there: [model.vocab] is"
              + " missing or empty",
          result.getException().getMessage());
    }
  }

  public void testAFullQueueRefuses() throws Exception {
    AbstractBatchingProcessor processor = create(Map.of("field_map", Map.of("t", "s")));
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    threadPool
        .executor(DocumentModels.THREAD_POOL)
        .execute(
            () -> {
              running.countDown();
              try {
                release.await(30, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    assertTrue(running.await(30, TimeUnit.SECONDS));
    CountDownLatch waited = new CountDownLatch(QUEUE_SIZE);
    List<IngestDocument> waiting = new ArrayList<>();
    for (int i = 0; i < QUEUE_SIZE; i++) {
      waiting.add(document(Map.of("t", "a ".repeat(1 + i)))); // equal texts would share a place
      processor.execute(waiting.getLast(), (result, e) -> waited.countDown());
    }
    AtomicReference<Exception> refused = new AtomicReference<>();
    processor.execute(document(Map.of("t", "b")), (result, e) -> refused.set(e));
    assertTrue(
        String.valueOf(refused.get()),
        refused.get() instanceof OpenSearchRejectedExecutionException);
    release.countDown();
    assertTrue(waited.await(30, TimeUnit.SECONDS));
    assertTrue(waiting.stream().allMatch(document -> document.hasField("s")));
  }

  public void testAPipelineThatTheClusterHasWaitsForItsModel() throws Exception {
    Map<String, Object> config = Map.of("model_id", "later", "field_map", Map.of("t", "s"));
    String unknown = "unknown model [later], this node has [m] in [config/neural-sparse/models]";
    assertRefused(config, "[model_id] " + unknown);
    accepted = true;
    AbstractBatchingProcessor processor = create(config);
    IngestDocument document = document(Map.of("t", "a"));
    Exception failure = batch(processor, List.of(document)).getFirst().getException();
    assertEquals(unknown, failure.getMessage());
    assertTrue(failure instanceof ModelException);
    TestModels.small(folder.getParent(), "later");
    assertNull(batch(processor, List.of(document)).getFirst().getException());
    assertEquals(Map.of("a", 2 / 1.75f), document.getFieldValue("s", Map.class));
  }

  public void testWhatCannotBeWrittenFailsItsDocumentAlone() throws Exception {
    AbstractBatchingProcessor processor = create(Map.of("field_map", Map.of("t", "v.s")));
    List<IngestDocumentWrapper> results =
        batch(
            processor,
            List.of(
                document(Map.of("t", "a", "v", "text")),
                document(Map.of("t", "a")),
                document(Map.of("t", " ", "v", "text"))));
    assertEquals(
        "the target [v.s] cannot be written: its parent [v] must be an object, found a text",
        results.get(0).getException().getMessage());
    assertNull(results.get(1).getException());
    assertNull(results.get(2).getException());
  }

  public void testWhatCannotBeReadIsEncoded() throws Exception {
    AbstractBatchingProcessor processor =
        create(Map.of("field_map", Map.of("t", "s"), "skip_existing", true));
    IngestDocument document = document(Map.of("t", "b"));
    assertNull(batch(processor, List.of(document)).getFirst().getException());
    assertEquals(Map.of("b", 2 / 1.75f), document.getFieldValue("s", Map.class));
    assertEquals(
        Map.of("reads", 1L, "failed_reads", 1L, "copied", 0L, "kept", 0L), existing.statistics());
    // What was given to the text stays, without another look; what was not does not.
    assertNull(batch(processor, List.of(document)).getFirst().getException());
    assertEquals(
        Map.of("reads", 1L, "failed_reads", 1L, "copied", 0L, "kept", 1L), existing.statistics());
    document.setFieldValue("s", new HashMap<>(Map.of("b", 1f)));
    assertNull(batch(processor, List.of(document)).getFirst().getException());
    assertEquals(Map.of("b", 2 / 1.75f), document.getFieldValue("s", Map.class));
  }

  public void testHostileTexts() throws Exception {
    AbstractBatchingProcessor processor =
        create(Map.of("field_map", Map.of("t", "s"), "skip_existing", true));
    StringBuilder junk = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      junk.append((char) random().nextInt(Character.MAX_VALUE + 1));
    }
    List<IngestDocument> documents = new ArrayList<>();
    for (String text :
        List.of("", "a", "b ".repeat(5_000_000), "x".repeat(10_000_000), "a\ud800 b\udc00", "\0")) {
      documents.add(document(Map.of("t", text)));
    }
    documents.add(document(Map.of("t", junk.toString())));
    for (IngestDocumentWrapper result : batch(processor, documents)) {
      assertNull(result.getException());
    }
    assertFalse(documents.get(0).hasField("s"));
    assertEquals(Map.of("a", 2 / 1.75f), documents.get(1).getFieldValue("s", Map.class));
    assertEquals(Set.of("b"), documents.get(2).getFieldValue("s", Map.class).keySet());
    assertEquals(Map.of(), documents.get(3).getFieldValue("s", Map.class));
    assertEquals(Map.of(), documents.get(5).getFieldValue("s", Map.class));
  }
}
