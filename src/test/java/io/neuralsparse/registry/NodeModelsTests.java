/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.FolderDigest;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.common.settings.Settings;
import org.opensearch.test.OpenSearchTestCase;

/** Reloads on one node, and what they find to differ. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class NodeModelsTests extends OpenSearchTestCase {
  private Path folder;
  private QueryModels queries;
  private DocumentModels documents;
  private NodeModels models;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    Path root = createTempDir().resolve("models");
    folder = TestModels.small(root, "m");
    ModelCatalog catalog = new ModelCatalog(root);
    queries = new QueryModels(Settings.EMPTY, catalog);
    documents = new DocumentModels(Settings.EMPTY, catalog, () -> null);
    models = new NodeModels(Settings.EMPTY, catalog, queries, documents);
  }

  @Override
  public void tearDown() throws Exception {
    queries.close();
    documents.close();
    super.tearDown();
  }

  private void load() {
    queries.encode("m", "a");
    documents.parts().acquire("m").close();
  }

  private void replace(String file, String old, String with) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertTrue(text.contains(old));
    Files.writeString(folder.resolve(file), text.replace(old, with));
  }

  private float weight() {
    return queries.encode("m", "a").toMap().get("a");
  }

  public void testWhatIsLoadedIsCounted() {
    assertEquals(Long.valueOf(0), models.statistics().get("networks.count"));
    assertEquals(Long.valueOf(0), models.statistics().get("tokenizers.memory_size_in_bytes"));
    load();
    assertEquals(Long.valueOf(1), models.statistics().get("networks.count"));
    assertEquals(Long.valueOf(1), models.statistics().get("tokenizers.count"));
    assertEquals(
        Long.valueOf(documents.parts().ifLoaded("m").bytes()),
        models.statistics().get("networks.memory_size_in_bytes"));
    models.unload("m");
    assertEquals(Long.valueOf(0), models.statistics().get("networks.memory_size_in_bytes"));
    assertEquals(Long.valueOf(0), models.statistics().get("tokenizers.count"));
  }

  public void testNothingChangesBeforeTheCommit() throws IOException {
    load();
    replace("idf.json", "2.0", "3.0");
    PreparedReload prepared = models.prepare("m", "r1");
    assertEquals(List.of("query", "document"), prepared.halves());
    assertTrue(prepared.compared());
    assertFalse(prepared.reindex());
    assertEquals(
        List.of(
            "query weights: 1 token weighs something else, most of all [a]: was [2.0], is [3.0]"),
        prepared.differences());
    assertEquals(2f, weight(), 0);
    Exception e = expectThrows(IllegalStateException.class, () -> models.prepare("m", "r2"));
    assertEquals(
        "another reload of model [m] is under way; try again when it is over", e.getMessage());
    assertFalse(models.commit("m", "r2"));
    assertTrue(models.commit("m", "r1"));
    assertFalse(models.commit("m", "r1"));
    assertEquals(3f, weight(), 0);
    models.drop("m", "r1");
    assertEquals(3f, weight(), 0);
  }

  public void testWhatIsDroppedDoesNotServe() throws IOException {
    load();
    replace("idf.json", "2.0", "3.0");
    models.prepare("m", "node/1");
    models.drop("m", "node/2");
    models.dropAll("other/");
    models.dropAll("node/");
    assertFalse(models.commit("m", "node/1"));
    assertEquals(2f, weight(), 0);
    models.prepare("m", "node/3");
    assertTrue(models.commit("m", "node/3"));
    assertEquals(3f, weight(), 0);
  }

  public void testABrokenFolderLeavesNothingBehind() throws IOException {
    load();
    replace("idf.json", "2.0", "-2.0");
    String cause =
        "model [m], file [idf.json]: the weight of token [a] must be finite and not negative, got"
            + " [-2.0]";
    ModelException e = expectThrows(ModelException.class, () -> models.prepare("m", "r1"));
    assertEquals(cause, e.getMessage());
    assertEquals(2f, weight(), 0);
    replace("idf.json", "-2.0", "4.0");
    models.prepare("m", "r2");
    assertTrue(models.commit("m", "r2"));
    assertEquals(4f, weight(), 0);
  }

  public void testWithNothingLoadedTheQueryHalfIs() {
    PreparedReload prepared = models.prepare("m", "r");
    assertFalse(prepared.compared());
    assertNull(prepared.digestBefore());
    assertEquals(List.of("query"), prepared.halves());
    assertTrue(models.commit("m", "r"));
    assertTrue(queries.isLoaded("m"));
    assertEquals(List.of("query"), models.unload("m"));
    assertEquals(List.of(), models.unload("m"));
    assertFalse(queries.isLoaded("m"));
  }

  public void testDifferencesThatStoredVectorsMind() throws IOException {
    load();
    replace("tokenizer.json", "\"b\": 6", "\"new\": 6");
    replace("config.json", "\"k1\": 1", "\"k1\": 9");
    replace("config.json", "\"max_position_embeddings\": 6", "\"max_position_embeddings\": 5");
    replace("config.json", "\"analyzer\"", "\"token_frequency\": \"count\", \"analyzer\"");
    PreparedReload prepared = models.prepare("m", "r");
    assertTrue(prepared.reindex());
    List<String> found = prepared.differences();
    assertEquals(5, found.size());
    assertEquals(
        List.of(
            "window: was [6], is [5]",
            "token frequency: was [set], is [count]",
            "vocabulary: lacks the tokens [b] that stored vectors may have: no query text finds them"
                + " any more",
            "vocabulary: has the tokens [new] that no stored vector has"),
        found.subList(0, 4));
    assertTrue(
        found.get(4),
        found
            .get(4)
            .matches(
                "document weights: the same text gets others, up to \\d+ % of the largest apart"));
    models.drop("m", "r");
  }

  public void testTheSameFolderAgainIsNoDifference() throws IOException {
    load();
    replace("idf.json", "2.0", "2.00");
    assertEquals(List.of(), models.prepare("m", "r").differences());
    models.drop("m", "r");
  }

  @SuppressWarnings("unchecked")
  public void testFacts() throws IOException {
    assertEquals(Map.of(), models.describe(List.of("other")));
    Map<String, Object> facts = models.describe(List.of()).get("m");
    assertEquals("LexicalEncoder", facts.get("network"));
    assertEquals(6, facts.get("window"));
    assertEquals(10, facts.get("vocabulary_size"));
    assertEquals("tiny", facts.get("tokenizer"));
    assertEquals("set", facts.get("token_frequency"));
    assertEquals(Map.of("loaded", false), facts.get("query"));
    load();
    facts = models.describe(List.of("m")).get("m");
    Map<String, Object> query = (Map<String, Object>) facts.get("query");
    assertEquals(false, query.get("outdated"));
    assertEquals(facts.get("digest"), query.get("digest"));
    replace("idf.json", "2.0", "3.0");
    facts = models.describe(List.of("m")).get("m");
    query = (Map<String, Object>) facts.get("query");
    assertEquals(true, query.get("outdated"));
    assertNotEquals(facts.get("digest"), query.get("digest"));
    Files.delete(folder.resolve("config.json"));
    facts = models.describe(List.of("m")).get("m");
    assertEquals("model [m], file [config.json]: missing", facts.get("failure"));
    assertEquals(true, ((Map<String, Object>) facts.get("query")).get("loaded"));
  }

  public void testDigestsGoByNamesAndContents() throws IOException {
    Path other = TestModels.small(createTempDir().resolve("models"), "m");
    FolderDigest digest = FolderDigest.of(new ModelCatalog(folder.getParent()).folder("m"));
    ModelCatalog there = new ModelCatalog(other.getParent());
    assertEquals(digest, FolderDigest.of(there.folder("m")));
    Files.writeString(other.resolve(".hidden"), "x");
    Files.createDirectories(other.resolve(".git"));
    Files.writeString(other.resolve(".git/x"), "x");
    assertEquals(digest, FolderDigest.of(there.folder("m")));
    Files.move(other.resolve("idf.json"), other.resolve("idf2.json"));
    assertNotEquals(digest.sha256(), FolderDigest.of(there.folder("m")).sha256());
    assertEquals(digest.bytes(), FolderDigest.of(there.folder("m")).bytes());
  }
}
