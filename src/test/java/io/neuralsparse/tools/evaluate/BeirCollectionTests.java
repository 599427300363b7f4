/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** Reading of collections, and what is said of broken ones. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class BeirCollectionTests extends OpenSearchTestCase {
  public void testTheSampleIsWhatItsSourceSays() throws Exception {
    Path folder =
        Path.of(Objects.requireNonNull(getClass().getResource("/scifact/corpus.jsonl")).toURI())
            .getParent();
    BeirCollection collection = BeirCollection.read(folder, "test");
    assertEquals(300, collection.documents().size());
    assertEquals(20, collection.queries().size());
    assertEquals("1/2000 in UK have abnormal PrP positivity.", collection.queries().get(1).text());
    assertEquals(1, collection.grade(collection.queries().get(1), "13734012"));
    assertEquals(0, collection.grade(collection.queries().get(1), "4983"));
    List<String> ids = collection.documents().stream().map(BeirCollection.Document::id).toList();
    for (String query : collection.judgements().queries()) {
      assertTrue(ids.containsAll(collection.judgements().of(query).keySet()));
    }
  }

  public void testTitleAndTextAreOnePassageAndEmptyDocumentsAreLeftOut() throws IOException {
    Path folder = createTempDir();
    try (OutputStream out = Files.newOutputStream(folder.resolve("corpus.jsonl.gz"));
        Writer corpus = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
      corpus.write("{\"_id\": \"a\", \"title\": \"Tïtle.\", \"text\": \"Text.\"}\n");
      corpus.write("{\"_id\": \"b\", \"title\": \"\", \"text\": \" \"}\n");
      corpus.write("{\"_id\": \"c\", \"text\": \"No title.\"}\n");
    }
    Files.writeString(
        folder.resolve("queries.jsonl"),
        "{\"_id\": \"1\", \"text\": \"judged\"}\n{\"_id\": \"2\", \"text\": \"not judged\"}\n");
    Files.createDirectory(folder.resolve("qrels"));
    Files.writeString(
        folder.resolve("qrels/dev.tsv"), "query-id\tcorpus-id\tscore\n1\ta\t2\n1\tc\t1\n");
    BeirCollection collection = BeirCollection.read(folder, "dev");
    assertEquals(
        List.of("Tïtle. Text.", "No title."),
        collection.documents().stream().map(BeirCollection.Document::passage).toList());
    assertEquals(List.of(new BeirCollection.Query("1", "judged")), collection.queries());
    assertEquals(Map.of("a", 2, "c", 1), collection.judgements().of("1"));
  }

  public void testAMissingOrBrokenFileIsNamed() throws IOException {
    Path folder = createTempDir();
    IOException missing =
        expectThrows(IOException.class, () -> BeirCollection.read(folder, "test"));
    assertEquals("there is no [qrels/test.tsv] in [" + folder + "]", missing.getMessage());
    Files.createDirectory(folder.resolve("qrels"));
    Files.writeString(folder.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\n");
    Path corpus = folder.resolve("corpus.jsonl");
    Files.writeString(corpus, "{}\n[]\n");
    Files.writeString(folder.resolve("queries.jsonl"), "");
    BeirCollection empty = BeirCollection.read(folder, "test");
    IOException broken = expectThrows(IOException.class, empty::documents);
    assertEquals("[" + corpus + "] line 2 is no object", broken.getMessage());
    Files.writeString(corpus, "\n{\"_id\": \"1\", \"text\": {\"en\": \"x\"}}\n");
    IOException nested = expectThrows(IOException.class, empty::documents);
    assertEquals(
        "[" + corpus + "] line 2 has no text as [text], but {\"en\":\"x\"}", nested.getMessage());
  }

  /** At whatever byte a gzipped file was broken off, it and the last whole line are named. */
  public void testABrokenArchiveIsNamed() throws IOException {
    Path file = createTempDir().resolve("corpus.jsonl.gz");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write("{\"_id\": \"1\", \"text\": \"a\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = bytes.toByteArray();
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      IOException broken = expectThrows(IOException.class, () -> Corpus.survey(file));
      assertTrue(
          broken.getMessage(),
          broken
              .getMessage()
              .matches("\\Q[" + file + "] after line \\E[01] is broken: Unexpected end of .+"));
    }
    Files.write(file, whole);
    assertEquals(1, Corpus.survey(file).documents());
    whole[whole.length - 8] ^= 1; // of the checksum
    Files.write(file, whole);
    IOException corrupt = expectThrows(IOException.class, () -> Corpus.survey(file));
    assertEquals(
        "[" + file + "] after line 1 is broken: Corrupt GZIP trailer", corrupt.getMessage());
  }

  public void testAJudgedQueryMustBeThere() throws IOException {
    Path folder = createTempDir();
    Files.createDirectory(folder.resolve("qrels"));
    Files.writeString(folder.resolve("qrels/dev.tsv"), "query-id\tcorpus-id\tscore\nq\ta\t1\n");
    Files.writeString(folder.resolve("corpus.jsonl"), "");
    Files.writeString(folder.resolve("queries.jsonl"), "{\"_id\": \"other\", \"text\": \"x\"}\n");
    IOException missing =
        expectThrows(IOException.class, () -> BeirCollection.read(folder, "test"));
    assertEquals(
        "there is no [qrels/test.tsv] in [" + folder + "], but [dev.tsv]", missing.getMessage());
    IOException unknown = expectThrows(IOException.class, () -> BeirCollection.read(folder, "dev"));
    assertEquals(
        "[" + folder.resolve("queries.jsonl") + "] has no query [q], which was judged",
        unknown.getMessage());
  }

  public void testACorpusIsSurveyedWithoutKeepingIt() throws IOException {
    Path file = createTempDir().resolve("corpus.jsonl");
    Files.writeString(
        file, "{\"_id\": \"1\", \"text\": \"a\"}\n\n{\"_id\": \"2\", \"text\": null}\n");
    Corpus.Survey survey = Corpus.survey(file);
    assertEquals(1, survey.documents());
    Files.writeString(
        file, "{\"_id\": \"1\", \"text\": \"b\"}\n\n{\"_id\": \"2\", \"text\": null}\n");
    assertNotEquals(survey.checksum(), Corpus.survey(file).checksum());
    Files.writeString(file, "{\"text\": \"b\"}\n");
    IOException nameless = expectThrows(IOException.class, () -> Corpus.survey(file));
    assertEquals("[" + file + "] line 1 has no [_id]", nameless.getMessage());
  }
}
