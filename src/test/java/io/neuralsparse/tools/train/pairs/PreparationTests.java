/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.data.BadLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** Which pairs are kept, and what is counted of the others. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class PreparationTests extends OpenSearchTestCase {
  private static final PairLimits SMALL = new PairLimits(2, 4, 3, 6, 2);
  private static final PairProvenance PROVENANCE = new PairProvenance("test", "9.9");

  private Path folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
  }

  static final Watch QUIET =
      new Watch() {
        @Override
        public void at(String what, double share, String note) {}

        @Override
        public void say(String line) {}
      };

  private static String pair(String query, String positive) {
    return "{\"query\": \"" + query + "\", \"positive\": \"" + positive + "\"}\n";
  }

  private Map<String, Long> prepare(Preparation preparation, Path file, Path output)
      throws IOException {
    return preparation.write(List.of(file.toString()), Optional.empty(), output, PROVENANCE);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  public void testUnfitPairsAreCounted() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("in.jsonl"),
            pair("one", "a b c")
                + pair("one two three four five", "a b c")
                + pair("one two", "a b")
                + pair("one  two", "a b c")
                + pair("One, two!", "A b. C")
                + "{\"query\": \"one two\", \"pos\": [\"a b d\", \"a b e\"], \"source\": \"s\"}\n"
                + pair("first second", "A b c. D e. F g."));
    Path output = folder.resolve("out.jsonl");
    Map<String, Long> counts =
        prepare(new Preparation(SMALL, BadLines.fail(), QUIET), file, output);
    assertEquals(
        "{read=8, query too short=1, query too long=1, text too short=1, there twice=1, too many of"
            + " the query=1, query or title of a test=0, 12 words of a test's document=0, 9 words"
            + " of a test's query=0, written=3}",
        counts.toString());
    assertEquals(
        """
        {"query":"one two","positive":"a b c","source":"in"}
        {"query":"one two","positive":"a b d","source":"s"}
        {"query":"first second","positive":"A b c. D e.","source":"in"}
        """,
        Files.readString(output));
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("out.jsonl.json")))
            .getAsJsonObject();
    assertEquals("out.jsonl", json.get("file").getAsString());
    assertEquals(PairProvenance.sha256(output), json.get("sha256").getAsString());
    assertEquals("test", json.get("command").getAsString());
    assertEquals("9.9", json.get("version").getAsString());
    assertEquals(
        PairProvenance.sha256(file),
        json.getAsJsonObject("inputs").get(file.toString()).getAsString());
    assertEquals("{\"in\":2,\"s\":1}", json.get("sources").toString());
    assertEquals(8, json.getAsJsonObject("counts").get("read").getAsInt());
    assertEquals(6, json.getAsJsonObject("limits").get("mostPositive").getAsInt());
    assertEquals(List.of("in.jsonl", "out.jsonl", "out.jsonl.json"), files());
  }

  private BeirCollection tests() throws IOException {
    Path tests = Files.createDirectories(folder.resolve("tests/qrels")).getParent();
    Files.writeString(
        tests.resolve("corpus.jsonl"),
        "{\"_id\": \"1\", \"title\": \"A title\", \"text\": \"t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11"
            + " t12\"}\n");
    Files.writeString(
        tests.resolve("queries.jsonl"),
        """
        {"_id": "q", "text": "Some test query."}
        {"_id": "r", "text": "q1 q2 q3 q4 q5 q6 q7 q8 q9 q10"}
        {"_id": "s", "text": "not judged here"}
        """);
    Files.writeString(
        tests.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\t1\t1\nr\t1\t1\n");
    return BeirCollection.read(tests, "test");
  }

  public void testWhatIsSharedWithTestsIsLeftOut() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("in.jsonl"),
            pair("some test QUERY", "w w w w w w w w 1")
                + pair("a title", "w w w w w w w w 2")
                + pair("not judged here", "w w w w w w w w 3")
                + pair("twelve words", "x T1, t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12.")
                + pair("eleven words", "t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 t12")
                + pair("across the title", "title t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11")
                + pair("nine words", "q2 q3 q4 q5 q6 q7 q8 q9 q10")
                + pair("q1 q2 q3 q4 q5 q6 q7 q8 q9", "w w w w w w w w 4")
                + pair("eight words", "q1 q2 q3 q4 q5 q6 q7 q8 q10"));
    Path output = folder.resolve("out.jsonl");
    Preparation preparation = new Preparation(PairLimits.DEFAULT, BadLines.fail(), QUIET);
    preparation.exclude(tests());
    Map<String, Long> counts = prepare(preparation, file, output);
    assertEquals(Long.valueOf(2), counts.get("query or title of a test"));
    assertEquals(Long.valueOf(2), counts.get("12 words of a test's document"));
    assertEquals(Long.valueOf(2), counts.get("9 words of a test's query"));
    assertEquals(
        List.of("not judged here", "eleven words", "eight words"),
        Files.readAllLines(output).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject().get("query").getAsString())
            .toList());
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("out.jsonl.json")))
            .getAsJsonObject();
    assertEquals(3, json.getAsJsonObject("excluded").size());
  }

  public void testGzippedOutput() throws Exception {
    Path file = Files.writeString(folder.resolve("in.jsonl"), pair("größe two", "a b c"));
    Path output = folder.resolve("out.jsonl.gz");
    prepare(new Preparation(SMALL, BadLines.fail(), QUIET), file, output);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(output)), StandardCharsets.UTF_8))) {
      assertEquals(
          "{\"query\":\"größe two\",\"positive\":\"a b c\",\"source\":\"in\"}", lines.readLine());
    }
  }

  public void testNothingIsLeftOfWhatFails() throws Exception {
    Path bad = Files.writeString(folder.resolve("in.jsonl"), pair("one two", "a b c") + "x\n");
    Path output = folder.resolve("out.jsonl");
    IOException e =
        expectThrows(
            IOException.class,
            () -> prepare(new Preparation(SMALL, BadLines.fail(), QUIET), bad, output));
    assertEquals("[" + bad + "] line 2 is no JSON object", e.getMessage());
    Path unfit = Files.writeString(folder.resolve("unfit.jsonl"), pair("one", "a b c"));
    e =
        expectThrows(
            IOException.class,
            () -> prepare(new Preparation(SMALL, BadLines.fail(), QUIET), unfit, output));
    assertEquals(
        "no pair is left: {read=1, query too short=1, query too long=0, text too short=0, there"
            + " twice=0, too many of the query=0, query or title of a test=0, 12 words of a test's"
            + " document=0, 9 words of a test's query=0, written=0}",
        e.getMessage());
    Thread.currentThread().interrupt();
    try {
      expectThrows(
          InterruptedIOException.class,
          () -> prepare(new Preparation(SMALL, BadLines.fail(), QUIET), unfit, output));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(List.of("in.jsonl", "unfit.jsonl"), files());
  }
}
