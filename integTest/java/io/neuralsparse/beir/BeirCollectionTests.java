/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class BeirCollectionTests {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  @Test
  public void theSampleIsWhatItsSourceSays() throws Exception {
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
    collection
        .judgements()
        .values()
        .forEach(grades -> assertTrue(ids.containsAll(grades.keySet())));
  }

  @Test
  public void titleAndTextAreOnePassageAndEmptyDocumentsAreLeftOut() throws IOException {
    Path folder = temporary.getRoot().toPath();
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
    assertEquals(Map.of("1", Map.of("a", 2, "c", 1)), collection.judgements());
  }

  @Test
  public void aMissingOrBrokenFileIsNamed() throws IOException {
    Path folder = temporary.getRoot().toPath();
    IOException missing =
        assertThrows(IOException.class, () -> BeirCollection.read(folder, "test"));
    assertEquals("there is no [qrels/test.tsv] in [" + folder + "]", missing.getMessage());
    Files.createDirectory(folder.resolve("qrels"));
    Files.writeString(folder.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\n");
    Path corpus = folder.resolve("corpus.jsonl");
    Files.writeString(corpus, "{}\n[]\n");
    IOException broken = assertThrows(IOException.class, () -> BeirCollection.read(folder, "test"));
    assertEquals("[" + corpus + "] line 2 is no object", broken.getMessage());
  }
}
