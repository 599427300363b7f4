/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** A command line whose output is kept. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS")
abstract class CommandLineTestCase extends OpenSearchTestCase {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  String input = "";
  Path folder;
  private int folders;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
  }

  final int run(Object... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new CommandLine(terminal, "9.9")
        .run(List.of(words).stream().map(Object::toString).toList());
  }

  final String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  final String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  final void assertFails(int code, String message, Object... words) {
    assertEquals(err(), code, run(words));
    assertEquals("neural-sparse: " + message + System.lineSeparator(), err());
    assertEquals("", out());
  }

  final Path random(String model, Object... options) {
    Path path = folder.resolve(model + folders);
    folders++;
    Object[] words = new Object[options.length + 3];
    words[0] = "random-folder";
    words[1] = model;
    words[2] = path;
    System.arraycopy(options, 0, words, 3, options.length);
    assertEquals(err(), 0, run(words));
    return path;
  }
}
