/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Which lines are examples, and what is said of those that are none. */
public class ExampleFilesTests extends DataTestCase {
  private void assertBad(String message, String line) throws IOException {
    Path file = write("bad.jsonl", "\n" + line + "\n");
    IOException e = expectThrows(IOException.class, () -> examples(file, BadLines.fail()));
    assertEquals("[" + file + "] line 2 " + message, e.getMessage());
  }

  public void testAllKindsOfLines() throws Exception {
    Path file =
        write(
            "all.jsonl",
            """
            {"query": " q ", "positive": "p\\n", "source": "s", "id": 7}
            {"query": "q", "pos": "p", "negs": ["n", "m"]}\r

            {"query": "q", "pos": ["p", "o"], "negs": "n"}
            {"query": "q", "docs": ["x", "y", "z"], "scores": [1, 2.5, -3e2]}
            """);
    assertEquals(
        List.of(
            new Example("q", List.of("p"), List.of(), List.of(), "s", at(file, 1)),
            new Example("q", List.of("p"), List.of("n", "m"), List.of(), "", at(file, 2)),
            new Example("q", List.of("p", "o"), List.of("n"), List.of(), "", at(file, 4)),
            new Example(
                "q", List.of("y"), List.of("x", "z"), List.of(2.5f, 1f, -300f), "", at(file, 5))),
        examples(file, BadLines.fail()));
  }

  private static Origin at(Path file, long line) {
    return new Origin(file.toString(), line);
  }

  public void testFilesByPatternGzippedOrNot() throws Exception {
    write("pairs-1.jsonl.gz", pair("q", "second", ""));
    write("pairs-0.jsonl", pair("q", "first", ""));
    write("other.jsonl", pair("q", "other", ""));
    ExampleFiles files = new ExampleFiles(BadLines.fail());
    List<String> positives = new ArrayList<>();
    files.read(folder + "/pairs-*", example -> positives.add(example.positives().getFirst()));
    assertEquals(List.of("first", "second"), positives);
    // printf '{"query": "q", "positive": "first", "source": ""}\n' | sha256sum
    assertEquals(
        "7047848e0e5bfec5e46f972f6ae440e1a80e01e9d715e00d52d1861de99e23e9",
        files.digests().get(folder.resolve("pairs-0.jsonl").toString()));
    assertEquals(
        List.of(
            folder.resolve("pairs-0.jsonl").toString(),
            folder.resolve("pairs-1.jsonl.gz").toString()),
        List.copyOf(files.digests().keySet()));
    IOException none =
        expectThrows(
            IOException.class, () -> examples(folder.resolve("x*.jsonl"), BadLines.fail()));
    assertEquals("there is no file [" + folder.resolve("x*.jsonl") + "]", none.getMessage());
  }

  public void testBadLinesAreNamed() throws Exception {
    assertBad("is no JSON", "{\"query\": ");
    assertBad("is no JSON object", "[1]");
    assertBad("has no [query]", "{\"positive\": \"p\"}");
    assertBad("has an empty text: [query]", "{\"query\": \" \", \"positive\": \"p\"}");
    assertBad("has something else than a text: [query]: 3", "{\"query\": 3, \"positive\": \"p\"}");
    assertBad("has none of [positive], [pos] and [docs]", "{\"query\": \"q\"}");
    assertBad("has an empty text: [pos] 2", "{\"query\": \"q\", \"pos\": [\"p\", \"\"]}");
    assertBad("has an empty list: [pos]", "{\"query\": \"q\", \"pos\": []}");
    assertBad("has an empty list: [negs]", "{\"query\": \"q\", \"pos\": \"p\", \"negs\": []}");
    assertBad(
        "has an empty text: [negs] 1", "{\"query\": \"q\", \"pos\": \"p\", \"negs\": [\"\"]}");
    assertBad(
        "has something else than a text: [negs] 1: null",
        "{\"query\": \"q\", \"pos\": \"p\", \"negs\": [null]}");
    assertBad(
        "has a negative that is a positive: [negs] 2",
        "{\"query\": \"q\", \"pos\": \"p\", \"negs\": [\"n\", \"p \"]}");
    assertBad(
        "has a key that is not read: [neg], use [negs]",
        "{\"query\": \"q\", \"pos\": \"p\", \"neg\": [\"n\"]}");
    assertBad("has [docs] without a list of [scores]", "{\"query\": \"q\", \"docs\": [\"d\"]}");
    assertBad(
        "has not one of [scores] for each of [docs]: 2 for 1",
        "{\"query\": \"q\", \"docs\": [\"d\"], \"scores\": [1, 2]}");
    assertBad(
        "has a score that is no finite number: [scores] 2: \"NaN\"",
        "{\"query\": \"q\", \"docs\": [\"d\", \"e\"], \"scores\": [1, NaN]}");
    assertBad(
        "has a score that is no finite number: [scores] 1: 1e39",
        "{\"query\": \"q\", \"docs\": [\"d\", \"e\"], \"scores\": [1e39, 1]}");
    assertBad(
        "has a score that is no finite number: [scores] 1: \"x\"",
        "{\"query\": \"q\", \"docs\": [\"d\", \"e\"], \"scores\": [\"x\", 1]}");
    assertBad(
        "has a text twice: [docs]",
        "{\"query\": \"q\", \"docs\": [\"d\", \"d\"], \"scores\": [1, 2]}");
  }

  public void testBadLinesAreSkippedAndCounted() throws Exception {
    StringBuilder lines = new StringBuilder(pair("q", "p", ""));
    for (int i = 0; i < 6; i++) {
      lines.append("{\"query\": \"q\"}\n").append("x y\n");
    }
    Path file = write("some.jsonl", lines + pair("q", "o", ""));
    List<String> told = new ArrayList<>();
    BadLines badLines = BadLines.skip(told::add);
    assertEquals(2, examples(file, badLines).size());
    assertEquals(12, badLines.skipped());
    assertEquals(
        Map.of("has none of [positive], [pos] and [docs]", 6L, "is no JSON", 6L),
        badLines.counts());
    assertEquals(5, told.size());
    assertEquals(
        "left out: [" + file + "] line 2 has none of [positive], [pos] and [docs]",
        told.getFirst());
    assertEquals("left out: [" + file + "] line 3 is no JSON", told.get(1));
  }

  public void testEncodings() throws Exception {
    byte[] good = pair("q", "größe", "").getBytes(StandardCharsets.UTF_8);
    byte[] latin = pair("q", "größe", "").getBytes(StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("mixed.jsonl");
    byte[] both = Arrays.copyOf(good, good.length + latin.length);
    System.arraycopy(latin, 0, both, good.length, latin.length);
    Files.write(file, both);
    IOException e = expectThrows(IOException.class, () -> examples(file, BadLines.fail()));
    assertEquals("[" + file + "] line 2 is not UTF-8", e.getMessage());
    assertEquals(1, examples(file, BadLines.skip(line -> {})).size());
    Path wide = folder.resolve("wide.jsonl");
    Files.write(wide, pair("q", "p", "").getBytes(StandardCharsets.UTF_16));
    e = expectThrows(IOException.class, () -> examples(wide, BadLines.skip(line -> {})));
    assertEquals("[" + wide + "] is UTF-16; only UTF-8 can be read", e.getMessage());
    Path marked = write("marked.jsonl", "\uFEFF" + pair("q", "größe", ""));
    assertEquals(List.of("größe"), examples(marked, BadLines.fail()).getFirst().positives());
    assertEquals(0, examples(write("empty.jsonl", ""), BadLines.fail()).size());
  }

  public void testABrokenArchiveIsNamedEvenWhenLinesAreSkipped() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append(pair("q", words(randomInt(1 << 30)), ""));
    }
    Path whole = write("whole.jsonl.gz", lines.toString());
    byte[] bytes = Files.readAllBytes(whole);
    Path half = folder.resolve("half.jsonl.gz");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    IOException e =
        expectThrows(IOException.class, () -> examples(half, BadLines.skip(line -> {})));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .matches(
                "\\[.*half\\.jsonl\\.gz] after line [1-9][0-9]* is broken: Unexpected end of ZLIB"
                    + " input stream"));
  }

  public void testAnArchiveIsBrokenWhereverItEnds() throws Exception {
    byte[] whole = Files.readAllBytes(write("whole.jsonl.gz", pair("q", "p", "")));
    Path part = folder.resolve("part.jsonl.gz");
    for (int length = 2; length < whole.length; length++) {
      Files.write(part, Arrays.copyOf(whole, length));
      IOException e = expectThrows(IOException.class, () -> examples(part, BadLines.fail()));
      assertTrue(
          e.getMessage(),
          List.of(
                  "[" + part + "] after line 0 is broken: Unexpected end of file",
                  "[" + part + "] after line 0 is broken: Unexpected end of ZLIB input stream",
                  "[" + part + "] after line 1 is broken: Unexpected end of file",
                  "[" + part + "] after line 1 is broken: Unexpected end of ZLIB input stream")
              .contains(e.getMessage()));
    }
    byte[] other = whole.clone();
    other[other.length - 8] ^= 1; // of the checksum
    Files.write(part, other);
    IOException e = expectThrows(IOException.class, () -> examples(part, BadLines.fail()));
    assertEquals("[" + part + "] after line 1 is broken: Corrupt GZIP trailer", e.getMessage());
  }

  public void testLinesThatAreTooLong() throws Exception {
    Path file = folder.resolve("long.jsonl");
    byte[] line = pair("q", "p", "").getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(line);
      byte[] spaces = new byte[1 << 20];
      Arrays.fill(spaces, (byte) ' ');
      for (int i = 0; i <= 16; i++) {
        out.write(spaces);
      }
      out.write(line);
      out.write(line);
    }
    IOException e = expectThrows(IOException.class, () -> examples(file, BadLines.fail()));
    assertEquals("[" + file + "] line 2 is longer than 16 MiB", e.getMessage());
    List<String> told = new ArrayList<>();
    assertEquals(2, examples(file, BadLines.skip(told::add)).size());
    assertEquals(List.of("left out: [" + file + "] line 2 is longer than 16 MiB"), told);
  }

  private Path collection() throws IOException {
    write(
        "beir/corpus.jsonl.gz",
        """
        {"_id": "a", "title": "T", "text": "x"}
        {"_id": "b", "text": "y"}
        {"_id": "c", "text": "z"}
        """);
    write(
        "beir/queries.jsonl",
        """
        {"_id": "1", "text": "one"}
        {"_id": "2", "text": "two"}
        """);
    write(
        "beir/qrels/train.tsv", "query-id\tcorpus-id\tscore\n1\tb\t2\n1\tc\t0\n1\ta\t1\n2\td\t1\n");
    write("beir/qrels/dev.tsv", "query-id\tcorpus-id\tscore\n2\tc\t1\n");
    return folder.resolve("beir");
  }

  public void testCollectionsWithASplit() throws Exception {
    Path beir = collection();
    List<String> told = new ArrayList<>();
    assertEquals(
        List.of(
            new Example(
                "one",
                List.of("y", "T x"),
                List.of("z"),
                List.of(),
                "beir:train",
                new Origin(beir + ":train", 1))),
        examples(beir, BadLines.skip(told::add)));
    assertEquals(
        List.of(
            "left out: ["
                + beir
                + ":train] line 2 has no relevant document in the corpus: query [2]"),
        told);
    assertEquals(List.of("z"), examples(beir + ":dev", BadLines.fail()).getFirst().positives());
    IOException e =
        expectThrows(IOException.class, () -> examples(beir + ":test", BadLines.fail()));
    assertEquals("[" + beir + ":test] is for tests, which training must not see", e.getMessage());
    write(
        "beir/queries.jsonl",
        "{\"_id\": \"1\", \"text\": \" \"}\n{\"_id\": \"2\", \"text\": \"t\"}\n");
    e = expectThrows(IOException.class, () -> examples(beir, BadLines.fail()));
    assertEquals("[" + beir + ":train] line 1 has an empty text: query [1]", e.getMessage());
    ExampleFiles files = new ExampleFiles(BadLines.fail());
    files.read(beir + ":dev", example -> {});
    assertEquals(
        List.of(
            beir.resolve("corpus.jsonl.gz").toString(),
            beir.resolve("queries.jsonl").toString(),
            beir.resolve("qrels/dev.tsv").toString()),
        List.copyOf(files.digests().keySet()));
  }
}
