/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.TestModels;
import io.neuralsparse.encode.EncodingService.Limits;
import io.neuralsparse.encode.EncodingService.Origin;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.TransformerConfig.Rotary;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** The service on real networks with random weights, and on one that fails where it is told to. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class EncodingServiceTests extends OpenSearchTestCase {

  private final NativeMemory memory = new NativeMemory(NativeMemory.UNLIMITED);
  private final Map<String, DocumentEncoder> encoders = new ConcurrentHashMap<>();
  private final AtomicInteger loans = new AtomicInteger();
  private ExecutorService threads;
  private EncodingService service;

  @Override
  public void tearDown() throws Exception {
    if (service != null) {
      service.close();
      threads.shutdown();
      assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
      assertEquals("all encoders are given back", 0, loans.get());
    }
    for (DocumentEncoder encoder : encoders.values()) {
      encoder.close();
    }
    assertEquals(0, memory.used());
    super.tearDown();
  }

  private EncoderLender.Loan lend(String model) {
    DocumentEncoder encoder = encoders.get(model);
    if (encoder == null) {
      throw new ModelException("unknown model [" + model + "]");
    }
    loans.incrementAndGet();
    return new EncoderLender.Loan() {
      @Override
      public DocumentEncoder encoder() {
        return encoder;
      }

      @Override
      public void close() {
        loans.decrementAndGet();
      }
    };
  }

  private void start(int workers, int capacity) {
    threads = Executors.newFixedThreadPool(workers);
    service = new EncodingService(new Limits(workers, capacity, memory), this::lend, threads);
  }

  /** What a request was answered; waits for it, and knows of a second answer. */
  private static final class Answer implements BiConsumer<List<SparseVector>, Exception> {
    private final CountDownLatch given = new CountDownLatch(1);
    private final AtomicInteger times = new AtomicInteger();
    private volatile List<SparseVector> vectors;
    private volatile Exception failure;

    @Override
    public void accept(List<SparseVector> some, Exception e) {
      times.incrementAndGet();
      vectors = some;
      failure = e;
      given.countDown();
    }

    Answer await() throws InterruptedException {
      assertTrue("no answer", given.await(60, TimeUnit.SECONDS));
      assertEquals(1, times.get());
      assertNotEquals(vectors == null, failure == null);
      return this;
    }
  }

  private Answer submit(Object source, BooleanSupplier cancelled, EncodingRequest request) {
    Answer answer = new Answer();
    service.submit(request, new Origin(source, cancelled), answer);
    return answer;
  }

  private Answer submit(Object source, String model, List<String> texts) {
    return submit(source, () -> false, new EncodingRequest(model, texts, LongText.WINDOWS));
  }

  /** Models of the small vocabulary, for windows of 24 tokens. */
  private void transformers(Precision precision) throws IOException {
    for (Architecture architecture : Architecture.values()) {
      Path models = createTempDir();
      boolean rotary = architecture == Architecture.NEW;
      new RandomTransformer(
              new TransformerConfig(
                  architecture,
                  3,
                  32,
                  4,
                  40,
                  10,
                  24,
                  architecture == Architecture.DISTILBERT ? 0 : 2,
                  1e-12f,
                  HiddenActivation.GELU,
                  rotary ? Optional.of(new Rotary(500_000, 2)) : Optional.empty()),
              Options.USUAL,
              Distribution.LIVELY,
              random().nextLong())
          .write(TestModels.small(models, "m"));
      encoders.put(
          architecture.name(),
          OnnxDocumentEncoder.load(new ModelCatalog(models).manifest("m"), precision, memory));
    }
  }

  private static String text(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int words = random.nextInt(longest); words >= 0; words--) {
      text.append(List.of("a ", "b ", "c ", "cd ", ". ", "zebra ").get(random.nextInt(6)));
    }
    return text.toString();
  }

  private static void assertClose(SparseVector expected, SparseVector actual) {
    Map<String, Float> rest = new HashMap<>(actual.toMap());
    float largest = expected.isEmpty() ? 0 : expected.entries().getFirst().weight();
    for (SparseVector.Entry entry : expected.entries()) {
      // A weight that is nearly nothing may be nothing: relative to the vector's size.
      float other = rest.containsKey(entry.token()) ? rest.remove(entry.token()) : 0;
      assertEquals(entry.token(), entry.weight(), other, 1e-3f * entry.weight() + 1e-5f * largest);
    }
    rest.values().forEach(weight -> assertEquals(0, weight, 1e-5f * largest));
  }

  /** Each window of a text alone, and the largest weights. */
  private SparseVector alone(DocumentEncoder encoder, String text, LongText longText) {
    return SparseVector.maximum(
        encoder.cut(text, longText).ids().stream()
            .map(ids -> encoder.run(List.of(ids)).getFirst())
            .toList());
  }

  private void checkRandomLoad(Precision precision) throws Exception {
    transformers(precision);
    start(randomIntBetween(1, 4), 100_000);
    List<String> models = List.copyOf(encoders.keySet());
    Queue<Map.Entry<EncodingRequest, Answer>> answers = new ConcurrentLinkedQueue<>();
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < 4; client++) {
      long seed = random().nextLong();
      Thread thread =
          new Thread(
              () -> {
                Random random = new Random(seed);
                for (int i = 0; i < 40; i++) {
                  List<String> texts = new ArrayList<>();
                  for (int n = random.nextInt(12); n >= 0; n--) {
                    texts.add(text(random, random.nextInt(10) == 0 ? 100 : 30));
                  }
                  EncodingRequest request =
                      new EncodingRequest(
                          models.get(random.nextInt(models.size())),
                          texts,
                          random.nextBoolean()
                              ? LongText.TRUNCATE
                              : new LongText(
                                  LongText.Mode.WINDOWS,
                                  random.nextInt(20),
                                  1 + random.nextInt(6)));
                  answers.add(
                      Map.entry(request, submit("s" + random.nextInt(3), () -> false, request)));
                }
              });
      thread.start();
      clients.add(thread);
    }
    for (Thread thread : clients) {
      thread.join();
    }
    long texts = 0;
    for (Map.Entry<EncodingRequest, Answer> entry : answers) {
      EncodingRequest request = entry.getKey();
      List<SparseVector> vectors = entry.getValue().await().vectors;
      assertEquals(request.texts().size(), vectors.size());
      DocumentEncoder encoder = encoders.get(request.model());
      for (int i = 0; i < vectors.size(); i++) {
        assertClose(alone(encoder, request.texts().get(i), request.longText()), vectors.get(i));
      }
      texts += vectors.size();
    }
    Map<String, Long> sums = service.statistics().sums();
    assertEquals(160L, sums.get("requests").longValue());
    assertEquals(texts, sums.get("texts").longValue());
    assertEquals(0L, sums.get("queue.texts").longValue());
    assertTrue(sums.toString(), sums.get("windows") > texts && sums.get("batches") < texts);
    assertTrue(sums.get("truncated_texts") > 0 && sums.get("unknown_tokens") > 0);
    long[] waits = service.statistics().histograms().get("total");
    assertEquals(texts, Arrays.stream(waits).sum());
  }

  public void testRandomLoadInEightBits() throws Exception {
    checkRandomLoad(Precision.INT8);
  }

  public void testRandomLoadInFloats() throws Exception {
    checkRandomLoad(Precision.FP32);
  }

  /** Encodes by length; stops, fails and breaks where it is told to. */
  private static final class Fake implements DocumentEncoder {
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean holds;

    @Override
    public List<SparseVector> encode(List<String> texts, LongText longText) {
      throw new AssertionError("not the service's");
    }

    @Override
    public Windows cut(String text, LongText longText) {
      if (text.contains("uncuttable")) {
        throw new IllegalStateException("cannot cut [" + text + "]");
      }
      return new Windows(List.of(text.chars().asLongStream().toArray()), text.length(), 0, false);
    }

    @Override
    public List<SparseVector> run(List<long[]> windows) {
      batches.add(windows.size());
      running.countDown();
      if (holds) {
        try {
          assertTrue(go.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      if (windows.stream().anyMatch(window -> window[0] == '!')) {
        throw new ModelException("no weights for [!]");
      }
      return windows.stream()
          .map(window -> SparseVector.of(Map.of("length", (float) window.length)))
          .toList();
    }

    @Override
    public long bytes(int windows, int tokens) {
      return windows * 10L;
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private Fake fake(boolean holds) {
    Fake fake = new Fake();
    fake.holds = holds;
    encoders.put("fake", fake);
    return fake;
  }

  private static List<SparseVector> lengths(int... lengths) {
    return Arrays.stream(lengths)
        .mapToObj(length -> SparseVector.of(Map.of("length", (float) length)))
        .toList();
  }

  public void testOnlyTheRequestAtFaultFails() throws Exception {
    Fake fake = fake(true);
    start(1, 1000);
    Answer first = submit("x", "fake", List.of("first"));
    fake.running.await();
    Answer good = submit("a", "fake", List.of("abc", "ab"));
    Answer bad = submit("a", "fake", List.of("abcd", "!bc"));
    Answer uncuttable = submit("b", "fake", List.of("abcd", "uncuttable"));
    Answer unknown = submit("b", "nobody", List.of("abcd"));
    Answer other = submit("c", "fake", List.of("xyz"));
    fake.go.countDown();
    assertEquals(lengths(5), first.await().vectors);
    assertEquals(lengths(3, 2), good.await().vectors);
    assertEquals(lengths(3), other.await().vectors);
    assertEquals("no weights for [!]", bad.await().failure.getMessage());
    assertEquals("cannot cut [uncuttable]", uncuttable.await().failure.getMessage());
    assertEquals("unknown model [nobody]", unknown.await().failure.getMessage());
    assertTrue("they ran together", fake.batches.get(1) > 1);
    service.close();
    Map<String, Long> sums = service.statistics().sums();
    assertEquals(2L, sums.get("failures.model").longValue());
    assertEquals(1L, sums.get("failures.other").longValue());
  }

  public void testAFloodIsRefusedAndTheRestGoesOn() throws Exception {
    Fake fake = fake(true);
    start(1, 8);
    List<Answer> answers = new ArrayList<>();
    answers.add(submit("first", "fake", List.of("first")));
    fake.running.await();
    for (int i = 0; i < 800; i++) {
      answers.add(submit("bulk" + i, "fake", List.of("text")));
    }
    fake.go.countDown();
    int refused = 0;
    for (Answer answer : answers) {
      if (answer.await().failure != null) {
        refused++;
        assertTrue(answer.failure instanceof RejectedExecutionException);
        assertEquals(
            "the queue of texts to encode is full: [8] wait,"
                + " [neural_sparse.encoding.queue_size] is [8]",
            answer.failure.getMessage());
      }
    }
    assertEquals(801 - 8, refused);
    assertEquals(793L, service.statistics().sums().get("rejections").longValue());
    assertEquals(lengths(1), submit("later", "fake", List.of("x")).await().vectors);
  }

  public void testALargeBulkAloneIsNotRefused() throws Exception {
    fake(false);
    start(2, 100);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      answers.add(submit("bulk", "fake", List.of("x".repeat(1 + i % 7))));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(lengths(1 + i % 7), answers.get(i).await().vectors);
    }
  }

  public void testCancelledWorkIsDropped() throws Exception {
    Fake fake = fake(true);
    start(1, 1000);
    Answer first = submit("x", "fake", List.of("first"));
    fake.running.await();
    List<Answer> dropped = new ArrayList<>();
    AtomicInteger cancelled = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      EncodingRequest own =
          new EncodingRequest("fake", List.of("own"), LongText.WINDOWS, () -> cancelled.get() > 0);
      dropped.add(submit("mine", () -> false, own));
      dropped.add(
          submit(
              "theirs",
              () -> cancelled.get() > 0,
              new EncodingRequest("fake", List.of("text"), LongText.WINDOWS)));
    }
    Answer kept = submit("kept", "fake", List.of("kept"));
    cancelled.set(1);
    fake.go.countDown();
    assertEquals(lengths(5), first.await().vectors);
    assertEquals(lengths(4), kept.await().vectors);
    for (Answer answer : dropped) {
      assertTrue(answer.await().failure instanceof CancellationException);
      assertEquals("the task that wants the vectors was cancelled", answer.failure.getMessage());
    }
    assertEquals(List.of(1, 1), fake.batches);
    assertEquals(200L, service.statistics().sums().get("failures.cancelled").longValue());
  }

  public void testTooLittleMemoryForABatchIsEnoughForOneWindow() throws Exception {
    Fake fake = fake(true);
    memory.limit(15); // a window takes 10
    start(1, 1000);
    Answer first = submit("x", "fake", List.of("first"));
    fake.running.await();
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(submit("a", "fake", List.of("text")));
    }
    fake.go.countDown();
    assertEquals(lengths(5), first.await().vectors);
    for (Answer answer : answers) {
      assertEquals(lengths(4), answer.await().vectors);
    }
    memory.limit(9);
    Answer refused = submit("a", "fake", List.of("text")).await();
    assertEquals(
        "a run needs [10] bytes outside the heap, which would be [10] with what is in use, more"
            + " than the limit of [9]",
        refused.failure.getMessage());
    assertEquals(1L, service.statistics().sums().get("failures.memory").longValue());
    memory.limit(NativeMemory.UNLIMITED);
  }

  public void testClosedDuringLoadItAnswersEverybodyOnce() throws Exception {
    transformers(Precision.INT8);
    start(randomIntBetween(1, 3), 100_000);
    List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients = new ArrayList<>();
    CountDownLatch some = new CountDownLatch(20);
    for (int client = 0; client < 3; client++) {
      long seed = random().nextLong();
      Thread thread =
          new Thread(
              () -> {
                Random random = new Random(seed);
                for (int i = 0; i < 200; i++) {
                  answers.add(
                      submit(random.nextInt(9), "BERT", List.of(text(random, 60), "a b", "c")));
                  some.countDown();
                }
              });
      thread.start();
      clients.add(thread);
    }
    assertTrue(some.await(60, TimeUnit.SECONDS));
    service.close();
    for (Thread thread : clients) {
      thread.join();
    }
    for (Answer answer : answers) {
      answer.await();
      if (answer.failure != null) {
        assertTrue(answer.failure instanceof RejectedExecutionException);
        assertEquals("the node is stopping", answer.failure.getMessage());
      } else {
        assertEquals(3, answer.vectors.size());
      }
    }
    assertEquals(600, answers.size());
    assertEquals(0L, service.statistics().sums().get("queue.texts").longValue());
    assertEquals(0L, service.statistics().sums().get("workers.active").longValue());
    service.close();
  }

  public void testAPoolThatIsGone() throws Exception {
    fake(false);
    start(1, 10);
    threads.shutdown();
    Answer answer = submit("a", "fake", List.of("a", "b")).await();
    assertTrue(answer.failure instanceof RejectedExecutionException);
    assertEquals(
        "the node is stopping", submit("a", "fake", List.of("a")).await().failure.getMessage());
  }

  public void testNoTexts() throws Exception {
    start(1, 1);
    assertEquals(List.of(), submit("a", "nobody", List.of()).await().vectors);
  }
}
