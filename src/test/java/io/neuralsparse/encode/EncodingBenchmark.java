/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.TransformerConfig.Rotary;
import io.neuralsparse.model.Vocabulary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Networks of the published models' exact sizes with random weights: time to load, memory, and
 * documents a second, in both precisions. Not a test: it has a main, takes minutes, and writes some
 * gigabytes below the folder that it is given.
 *
 * <pre>
 *   mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 *   java -cp target/classes:target/test-classes:$(cat target/classpath) \
 *     io.neuralsparse.encode.EncodingBenchmark /tmp/models [model ...]
 * </pre>
 *
 * <p>A run has {@value #ROWS} tokens: 16 texts of 128, 4 of 512. Loading is measured in a process
 * of its own for each model and precision. For speed both precisions are open in one process and
 * take turns; the figures are medians over the rounds, and the spread is from the slowest to the
 * fastest round.
 */
public final class EncodingBenchmark {
  private static final int THREADS = 2;

  /** Tokens in a run. */
  private static final int ROWS = 2048;

  private static final int ROUNDS = 5;
  private static final long MEGABYTE = 1L << 20;

  private EncodingBenchmark() {}

  static Map<String, RandomTransformer> models() {
    Map<String, RandomTransformer> models = new LinkedHashMap<>();
    models.put("v2-mini", bert(6, 384, 12, 1536, 30522));
    models.put(
        "v2-distill",
        network(
            new TransformerConfig(
                Architecture.DISTILBERT,
                6,
                768,
                12,
                3072,
                30522,
                512,
                0,
                1e-12f,
                HiddenActivation.GELU,
                Optional.empty()),
            Activation.RELU));
    models.put("v1", bert(12, 768, 12, 3072, 30522));
    models.put(
        "v3-gte",
        network(
            new TransformerConfig(
                Architecture.NEW,
                12,
                768,
                12,
                3072,
                30528,
                8192,
                0,
                1e-12f,
                HiddenActivation.GELU,
                Optional.of(new Rotary(500_000, 2))),
            Activation.LOG1P_RELU));
    models.put("multilingual-v1", bert(12, 768, 12, 3072, 105_879));
    return models;
  }

  private static RandomTransformer bert(
      int layers, int hidden, int heads, int intermediate, int vocabulary) {
    return network(
        new TransformerConfig(
            Architecture.BERT,
            layers,
            hidden,
            heads,
            intermediate,
            vocabulary,
            512,
            2,
            1e-12f,
            HiddenActivation.GELU,
            Optional.empty()),
        Activation.RELU);
  }

  private static RandomTransformer network(TransformerConfig config, Activation activation) {
    return new RandomTransformer(
        config,
        new Options(ElementType.F32, true, false, Pooling.MAX, activation),
        Distribution.TRAINED,
        1);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("load")) {
      load(Path.of(arguments[1]), arguments[2], Precision.named(arguments[3]).orElseThrow());
      return;
    }
    Path folder = Path.of(arguments[0]);
    Map<String, RandomTransformer> models = models();
    if (arguments.length > 1) {
      models.keySet().retainAll(Arrays.asList(arguments).subList(1, arguments.length));
    }
    for (Map.Entry<String, RandomTransformer> model : models.entrySet()) {
      if (!Files.exists(folder.resolve(model.getKey()).resolve("model.safetensors"))) {
        model.getValue().write(TestModels.small(folder, model.getKey()));
      }
    }
    System.out.println(
        "model            precision  weights   load  resident    anon    file   peak");
    for (String model : models.keySet()) {
      for (Precision precision : Precision.values()) {
        child(folder, model, precision);
      }
    }
    System.out.println(
        "model            tokens   fp32 docs/s (spread)    int8 docs/s (spread)  ratio");
    for (Map.Entry<String, RandomTransformer> model : models.entrySet()) {
      speed(folder, model.getKey(), model.getValue().config().vocabularySize());
    }
  }

  private static void child(Path folder, String model, Precision precision) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EncodingBenchmark.class.getName(),
                "load",
                folder.toString(),
                model,
                precision.label())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    System.out.print(
        String.join("\n", output.lines().filter(line -> !line.startsWith("SLF4J")).toList()));
    System.out.println();
  }

  private static EncoderSession open(Path folder, String model, Precision precision) {
    ModelManifest manifest = new ModelCatalog(folder).manifest(model);
    return SessionOpener.open(
        manifest,
        Vocabulary.read(manifest.folder()),
        precision,
        new NativeMemory(NativeMemory.UNLIMITED));
  }

  private static void load(Path folder, String model, Precision precision) throws Exception {
    // The runtime itself, its threads and its code, before the model.
    Path small = TestModels.small(folder, "warm-up");
    if (!Files.exists(small.resolve("model.safetensors"))) {
      new RandomTransformer(bert(1, 16, 2, 16, 64).config(), Options.USUAL, Distribution.LIVELY, 1)
          .write(small);
    }
    open(folder, "warm-up", precision).close();
    System.gc();
    Map<String, Long> before = memory();
    long start = System.nanoTime();
    try (EncoderSession session = open(folder, model, precision)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      // Mappings of tensors that were only read go with the buffers that stand for them.
      System.gc();
      Thread.sleep(500);
      Map<String, Long> after = memory();
      long[] ids = ids(ROWS, 1000);
      session.run(ids, ones(ids.length), ROWS / 512, 512);
      Map<String, Long> peak = memory();
      RandomTransformer network = models().get(model);
      long bytes = network.parameters() * (precision == Precision.FP32 ? 4 : 1);
      System.out.printf(
          Locale.ROOT,
          "%-16s %-9s %5d MB %5.2f s %5d MB %4d MB %4d MB %5d MB%n",
          model,
          precision.label(),
          bytes / MEGABYTE,
          seconds,
          difference(before, after, "VmRSS"),
          difference(before, after, "RssAnon"),
          difference(before, after, "RssFile"),
          difference(before, peak, "VmHWM"));
    }
  }

  private static long difference(Map<String, Long> before, Map<String, Long> after, String key) {
    return (after.get(key) - before.get(key)) / MEGABYTE;
  }

  /** Of this process, in bytes. */
  private static Map<String, Long> memory() throws IOException {
    Map<String, Long> memory = new LinkedHashMap<>();
    for (String line : Files.readAllLines(new File("/proc/self/status").toPath())) {
      if (line.endsWith(" kB")) {
        String[] parts = line.split("[:\\s]+", -1);
        memory.put(parts[0], Long.parseLong(parts[1]) * 1024);
      }
    }
    return memory;
  }

  private static long[] ids(int count, int vocabulary) {
    return new Random(2).longs(count, 0, vocabulary).toArray();
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static void speed(Path folder, String model, int vocabulary) throws Exception {
    Map<Precision, EncoderSession> sessions = new EnumMap<>(Precision.class);
    for (Precision precision : Precision.values()) {
      sessions.put(precision, open(folder, model, precision));
    }
    try {
      for (int tokens : new int[] {128, 512}) {
        speed(model, vocabulary, tokens, sessions);
      }
    } finally {
      sessions.values().forEach(EncoderSession::close);
    }
  }

  private static void speed(
      String model, int vocabulary, int tokens, Map<Precision, EncoderSession> sessions)
      throws Exception {
    long[] ids = ids(ROWS, vocabulary);
    Map<Precision, List<Double>> rates = new EnumMap<>(Precision.class);
    for (int round = 0; round <= ROUNDS; round++) {
      for (Map.Entry<Precision, EncoderSession> entry : sessions.entrySet()) {
        double rate = round(entry.getValue(), ids, tokens);
        if (round > 0) {
          rates.computeIfAbsent(entry.getKey(), key -> new ArrayList<>()).add(rate);
        }
      }
    }
    rates.values().forEach(list -> list.sort(null));
    System.out.printf(
        Locale.ROOT,
        "%-16s %6d  %20s  %20s   %.2f%n",
        model,
        tokens,
        text(rates.get(Precision.FP32)),
        text(rates.get(Precision.INT8)),
        median(rates.get(Precision.INT8)) / median(rates.get(Precision.FP32)));
  }

  /** Documents a second of one batch on each thread. */
  private static double round(EncoderSession session, long[] ids, int tokens) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> runs = new ArrayList<>();
      long start = System.nanoTime();
      for (int thread = 0; thread < THREADS; thread++) {
        runs.add(threads.submit(() -> session.run(ids, ones(ids.length), ROWS / tokens, tokens)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      return THREADS * (ROWS / tokens) / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private static String text(List<Double> sorted) {
    return String.format(
        Locale.ROOT, "%.1f (%.1f to %.1f)", median(sorted), sorted.getFirst(), sorted.getLast());
  }
}
