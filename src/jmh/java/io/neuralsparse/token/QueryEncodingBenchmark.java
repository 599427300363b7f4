/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import com.google.gson.JsonParser;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.vector.SparseVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a query's text costs: the first 8 words of claims of SciFact, one after the other, through
 * the built-in model's tokeniser and table.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class QueryEncodingBenchmark {
  private static final int WORDS = 8;

  private final List<String> texts = new ArrayList<>();
  private final List<long[]> ids = new ArrayList<>();
  private QueryEncoder encoder;
  private Tokenizer tokenizer;
  private IdfTable table;
  private int next;

  /** Loads the model and the texts. */
  @Setup
  public void load() throws IOException {
    ModelFolder folder = ModelFolder.of(Path.of("config/models/lexical"));
    encoder = QueryEncoder.load(ModelManifest.read(folder));
    tokenizer = Tokenizer.load(folder);
    table = IdfTable.read(folder, tokenizer.vocabulary());
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("/scifact/queries.jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String text = JsonParser.parseString(line).getAsJsonObject().get("text").getAsString();
        String[] words = text.split(" ", -1);
        if (words.length >= WORDS) {
          String cut = String.join(" ", Arrays.asList(words).subList(0, WORDS));
          texts.add(cut);
          ids.add(tokenizer.ids(cut, false));
        }
      }
    }
  }

  /** Releases the tokenisers. */
  @TearDown
  public void close() {
    encoder.close();
    tokenizer.close();
  }

  private int next() {
    next = (next + 1) % texts.size();
    return next;
  }

  /** Text to weighted tokens: all that a query costs before it is searched. */
  @Benchmark
  public SparseVector encode() {
    return encoder.encode(texts.get(next()));
  }

  /** Text to ids: the tokeniser alone. */
  @Benchmark
  public long[] tokenize() {
    return tokenizer.ids(texts.get(next()), false);
  }

  /** Ids to weights: the table alone. */
  @Benchmark
  public float lookUp() {
    float sum = 0;
    for (long id : ids.get(next())) {
      sum += table.weight((int) id);
    }
    return sum;
  }
}
