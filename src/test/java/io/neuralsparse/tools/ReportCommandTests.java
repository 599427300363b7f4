/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.report.EvaluationFile;
import io.neuralsparse.tools.report.HtmlPage;
import io.neuralsparse.tools.report.MarkdownPage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class ReportCommandTests extends OpenSearchTestCase {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path folder;
  private Path file;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
    file = folder.resolve("small.json");
    try (InputStream in = ReportCommandTests.class.getResourceAsStream("/report/small.json")) {
      Files.copy(in, file);
    }
  }

  private int run(Object... words) {
    err.reset();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new CommandLine(new Terminal(InputStream.nullInputStream(), stream, stream, false), "1")
        .run(Stream.concat(Stream.of("report"), Stream.of(words)).map(Object::toString).toList());
  }

  private void assertFails(int code, String message, Object... words) {
    assertEquals(code, run(words));
    assertEquals(
        "neural-sparse: " + message + System.lineSeparator(), err.toString(StandardCharsets.UTF_8));
  }

  public void testBothPagesAreWritten() throws Exception {
    Path html = folder.resolve("page.html");
    Path markdown = folder.resolve("results.md");
    assertEquals(0, run(file, file, "--html", html, "--markdown", markdown));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
    var twice = List.of(EvaluationFile.read(file), EvaluationFile.read(file));
    assertEquals(HtmlPage.of(twice), Files.readString(html));
    assertEquals(MarkdownPage.of(twice), Files.readString(markdown));
  }

  public void testNothingIsWrittenWhenAFileIsWrong() throws Exception {
    Path page = Files.writeString(folder.resolve("page.html"), "before");
    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"format\": 2}");
    assertFails(
        1,
        "[" + wrong + "] is no evaluation: [format] must be 1, the only one that is known, got [2]",
        file,
        wrong,
        "--html",
        page);
    assertEquals("before", Files.readString(page));
    Path none = folder.resolve("none.json");
    assertFails(1, "[" + none + "] NoSuchFileException", none, "--html", page);
    assertEquals("before", Files.readString(page));
  }

  public void testWrongCalls() {
    String how = "; neural-sparse report --help shows how";
    assertFails(2, "give the file of an evaluation, or several" + how, "--html", "x");
    assertFails(2, "give [--html] or [--markdown], or both" + how, file);
    assertFails(2, "unknown option [--pdf]" + how, file, "--pdf", "x");
  }
}
