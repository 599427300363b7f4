/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.common.settings.Settings;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class QueryModelsTests extends OpenSearchTestCase {
  public void testResolve() throws Exception {
    Path root = createTempDir().resolve("models");
    TestModels.lexical(root);
    TestModels.small(root, "small");
    ModelCatalog catalog = new ModelCatalog(root);
    try (QueryModels models = new QueryModels(Settings.EMPTY, catalog)) {
      assertEquals("one-layer", models.resolve(null, null));
      assertEquals("whatever", models.resolve("whatever", null));
      assertEquals("lexical", models.resolve(null, "bert-uncased"));
      assertEquals("small", models.resolve(null, "tiny"));
      assertEquals("small", models.resolve(null, "small"));
      ModelException e = expectThrows(ModelException.class, () -> models.resolve(null, "standard"));
      assertEquals(
          "[analyzer] must be the name of a model, or of a model's tokeniser, got [standard]; this"
              + " node has the models [lexical, small]",
          e.getMessage());
      assertFalse(models.isLoaded("small"));
      assertEquals(Map.of("texts", 0L, "tokens", 0L), models.statistics());
      assertEquals(Map.of("a", 2f), models.encode("small", "a").toMap());
      assertEquals(Map.of("texts", 1L, "tokens", 1L), models.statistics());
      assertTrue(models.isLoaded("small"));
      // Loaded: the name is known without another look at the folders.
      Files.delete(root.resolve("small/config.json"));
      assertEquals("small", models.resolve(null, "tiny"));
    }
    Settings other = Settings.builder().put("neural_sparse.default_model", "small").build();
    try (QueryModels models = new QueryModels(other, catalog)) {
      assertEquals("small", models.resolve(null, null));
    }
  }

  public void testAnAnalyzerIsLookedUpAgainAfterAReload() throws Exception {
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "a");
    TestModels.small(root, "b");
    ModelCatalog catalog = new ModelCatalog(root);
    try (QueryModels models = new QueryModels(Settings.EMPTY, catalog)) {
      assertEquals("a", models.resolve(null, "tiny"));
      models.encode("a", "a");
      Path config = root.resolve("a/config.json");
      Files.writeString(config, Files.readString(config).replace("tiny", "other"));
      assertEquals("a", models.resolve(null, "tiny"));
      LazyModels<?> parts = models.parts();
      replace(parts, catalog);
      assertEquals("b", models.resolve(null, "tiny"));
      assertEquals("a", models.resolve(null, "other"));
    }
  }

  private static <T extends AutoCloseable> void replace(LazyModels<T> parts, ModelCatalog catalog) {
    parts.replace("a", parts.loadBeside(catalog.manifest("a")));
  }
}
