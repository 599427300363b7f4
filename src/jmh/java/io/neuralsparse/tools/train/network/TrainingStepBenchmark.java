/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a batch costs forwards and backwards, without the optimiser: a BERT of 4 layers of 256 with
 * 30,522 words, texts of 128 tokens, {@code active} entries of each above 0.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 7)
@Fork(1)
public class TrainingStepBenchmark {
  private static final int TOKENS = 128;
  private static final int THREADS = 2;

  /** {@code none} is the network's layers alone. */
  @Param({"dense", "sparse", "none"})
  public String head;

  /** Documents in a batch. */
  @Param({"16", "32"})
  public int batch;

  /** In which numbers the layers' products are computed. */
  @Param({"FLOAT", "BFLOAT16"})
  public Products products;

  /** Entries above 0 of a document, about. */
  @Param("250")
  public int active;

  private NDManager manager;
  private TrainableTransformer network;
  private VocabularyHead weighing;
  private List<int[]> texts;

  /** Counts documents. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Counted {
    /** Documents so far. */
    public long documents;
  }

  /** Makes the network and the texts. */
  @Setup
  public void make() throws IOException {
    manager = PyTorch.start(THREADS);
    Vocabulary vocabulary = Vocabulary.read(ModelFolder.of(Path.of("config/models/lexical")));
    network =
        TrainableTransformer.create(
            manager,
            new TransformerConfig(
                Architecture.BERT,
                4,
                256,
                4,
                1024,
                vocabulary.size(),
                TOKENS,
                2,
                1e-12f,
                HiddenActivation.GELU,
                Optional.empty()),
            42);
    weighing =
        switch (head) {
          case "dense" -> new DenseHead(network, Activation.RELU, vocabulary);
          case "sparse" -> new SparseHead(network, Activation.RELU, vocabulary);
          default -> null;
        };
    Random random = new Random(1);
    texts =
        IntStream.range(0, batch)
            .mapToObj(i -> random.ints(TOKENS, 5, vocabulary.size()).toArray())
            .toList();
    lowerBias();
  }

  /** Moves the logits so that as many are above 0 as are wanted. */
  private void lowerBias() {
    try (NDManager step = manager.newSubManager()) {
      TokenBatch first = TokenBatch.of(step, texts.subList(0, 1), 0);
      float[] maxima = network.logits(network.states(first)).max(new int[] {1}).toFloatArray();
      Arrays.sort(maxima);
      float[] bias = new float[maxima.length];
      Arrays.fill(bias, -maxima[maxima.length - active]);
      network.decoderBias().set(FloatBuffer.wrap(bias));
    }
  }

  /** One batch forwards and backwards; the sum's gradients stand for a loss's. */
  @Benchmark
  public float step(Counted counted) {
    try (NDManager step = manager.newSubManager();
        GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
      TokenBatch tokens = TokenBatch.of(step, texts, 0);
      NDArray states = network.states(tokens, Dropout.NONE, products);
      NDArray result = weighing == null ? states : weighing.weights(states, tokens);
      NDArray loss = result.square().sum();
      tape.backward(loss);
      counted.documents += batch;
      return loss.getFloat();
    }
  }

  /** Says how much memory it took at most. */
  @TearDown
  public void report() throws IOException {
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .forEach(System.out::println);
    network.close();
    manager.close();
  }
}
