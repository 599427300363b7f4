/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** Files of a test, and a tokeniser that knows a, b, c and ##d. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS")
abstract class DataTestCase extends OpenSearchTestCase {
  static final TokenLimits LIMITS = new TokenLimits(16, 32);

  Tokenizer tokenizer;
  Path folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
    tokenizer = Tokenizer.load(ModelFolder.of(TestModels.small(createTempDir(), "small")));
  }

  @Override
  public void tearDown() throws Exception {
    tokenizer.close();
    super.tearDown();
  }

  final Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    if (!name.endsWith(".gz")) {
      return Files.write(file, bytes);
    }
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
    return file;
  }

  static List<Example> examples(Object place, BadLines badLines) throws IOException {
    List<Example> examples = new ArrayList<>();
    new ExampleFiles(badLines).read(place.toString(), examples::add);
    return examples;
  }

  final TrainingSet set(Object... places) throws IOException {
    return TrainingSet.read(
        List.of(places).stream().map(Object::toString).toList(),
        tokenizer,
        LIMITS,
        BadLines.fail(),
        done -> {});
  }

  /** A number as words that the tokeniser knows: no two numbers have the same. */
  static String words(int number) {
    return Integer.toString(number, 3)
        .replace('0', 'a')
        .replace('1', 'b')
        .replace('2', 'c')
        .replaceAll("(.)(?=.)", "$1 ");
  }

  /** {@code "query"}: words of a number, after a mark that no document has. */
  static String query(int number) {
    return ". " + words(number);
  }

  static String pair(String query, String positive, String source) {
    return "{\"query\": \"%s\", \"positive\": \"%s\", \"source\": \"%s\"}\n"
        .formatted(query, positive, source);
  }
}
