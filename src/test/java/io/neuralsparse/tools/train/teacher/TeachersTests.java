/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import io.neuralsparse.tools.train.loss.Candidates;
import io.neuralsparse.tools.train.loss.Similarity;
import io.neuralsparse.tools.train.network.TextPooling;
import io.neuralsparse.tools.train.network.TokenBatch;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import io.neuralsparse.tools.train.torch.PyTorch;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.opensearch.test.OpenSearchTestCase;

/** Teachers from a folder with a small random network. */
public final class TeachersTests extends OpenSearchTestCase {
  private static final List<String> QUERIES = List.of("the cat", "a mat, a mat!");
  private static final List<String> DOCUMENTS =
      List.of("the cat sat on the mat.", "a", "a b c d e f g h i j k", "a");
  private static final TeacherBatch BATCH =
      new TeacherBatch(
          QUERIES, DOCUMENTS, new float[0], Candidates.of(2, 2, true, (q, d) -> q == 1 && d == 0));

  private static ModelFolder folder;

  @BeforeClass
  public static void writeFolder() throws Exception {
    Path path = createTempDir().resolve("small");
    RandomFolder.of(PublishedModel.named("small-bert")).withSeed(11).write(path, progress -> {});
    folder = ModelFolder.of(path);
  }

  @AfterClass
  public static void forgetFolder() {
    folder = null;
  }

  private static double dot(SparseVector query, SparseVector document) {
    Map<String, Float> weights = document.toMap();
    return query.entries().stream()
        .mapToDouble(e -> (double) e.weight() * weights.getOrDefault(e.token(), 0f))
        .sum();
  }

  private static void assertDotProducts(
      List<SparseVector> queries, List<SparseVector> documents, float[][] scores) {
    double sum = 0;
    for (int q = 0; q < queries.size(); q++) {
      for (int d = 0; d < documents.size(); d++) {
        double expected =
            BATCH.candidates().contains(q, d) ? dot(queries.get(q), documents.get(d)) : 0;
        assertEquals(expected, scores[q][d], 1e-4 * (1 + expected));
        sum += expected;
      }
    }
    assertTrue("a test of zeros tests nothing", sum > 1);
  }

  public void testSparseSiamese() throws Exception {
    try (Teacher teacher = Teachers.sparseSiamese(folder, Optional.empty());
        DocumentEncoder encoder =
            OnnxDocumentEncoder.load(ModelManifest.read(folder), Precision.FP32)) {
      assertEquals("small", teacher.name());
      assertDotProducts(encoder.encode(QUERIES), encoder.encode(DOCUMENTS), teacher.scores(BATCH));
    }
  }

  public void testInferenceFree() throws Exception {
    ModelManifest manifest = ModelManifest.read(folder);
    try (Teacher teacher = Teachers.inferenceFree(folder, Optional.empty());
        QueryEncoder queries = QueryEncoder.load(manifest);
        DocumentEncoder documents = OnnxDocumentEncoder.load(manifest, Precision.FP32)) {
      assertDotProducts(
          QUERIES.stream().map(queries::encode).toList(),
          documents.encode(DOCUMENTS),
          teacher.scores(BATCH));
    }
  }

  /** Texts one at a time, without filling, compared in doubles. */
  public void testDense() throws Exception {
    assumePyTorch();
    for (TextPooling pooling : TextPooling.values()) {
      try (NDManager manager = PyTorch.start(1);
          Tokenizer tokenizer = Tokenizer.load(folder);
          TrainableTransformer network = TrainableTransformer.load(manager, folder);
          Teacher teacher = Teachers.dense(folder, pooling, manager, Optional.empty())) {
        float[][] scores = teacher.scores(BATCH);
        for (int q = 0; q < QUERIES.size(); q++) {
          for (int d = 0; d < DOCUMENTS.size(); d++) {
            double expected =
                BATCH.candidates().contains(q, d)
                    ? cosine(
                        embedding(network, tokenizer, QUERIES.get(q), pooling, manager),
                        embedding(network, tokenizer, DOCUMENTS.get(d), pooling, manager))
                    : 0;
            assertEquals(expected, scores[q][d], 1e-6);
          }
        }
        assertNotEquals(scores[0][0], scores[0][1], 1e-5);
      }
    }
  }

  private static float[] embedding(
      TrainableTransformer network,
      Tokenizer tokenizer,
      String text,
      TextPooling pooling,
      NDManager manager) {
    int[] ids = Arrays.stream(tokenizer.document(text, 512)).mapToInt(Math::toIntExact).toArray();
    try (NDArray embedding = network.embedding(TokenBatch.of(manager, List.of(ids), 0), pooling)) {
      return embedding.toFloatArray();
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresOfA * squaresOfB);
  }

  /** A teacher asked again, and one opened again, say to the last bit what was said first. */
  public void testKeptVectorsScoreAsFreshOnes() throws Exception {
    assumePyTorch();
    Path vectors = createTempDir().resolve("vectors");
    try (NDManager manager = PyTorch.start(1)) {
      float[][] sparse;
      float[][] dense;
      try (Teacher first = Teachers.sparseSiamese(folder, Optional.of(vectors));
          Teacher second = Teachers.dense(folder, TextPooling.CLS, manager, Optional.of(vectors))) {
        sparse = first.scores(BATCH);
        dense = second.scores(BATCH);
        assertArrayEquals(sparse, first.scores(BATCH));
      }
      Map<String, Long> sizes = sizes(vectors);
      assertEquals("one file for each", 2, sizes.size());
      try (Teacher first = Teachers.sparseSiamese(folder, Optional.of(vectors));
          Teacher second = Teachers.dense(folder, TextPooling.CLS, manager, Optional.of(vectors))) {
        assertArrayEquals(sparse, first.scores(BATCH));
        assertArrayEquals(dense, second.scores(BATCH));
      }
      assertEquals("nothing was computed again", sizes, sizes(vectors));
      try (Teacher other =
          Teachers.dense(folder, TextPooling.MEAN, manager, Optional.of(vectors))) {
        assertNotEquals(dense[0][0], other.scores(BATCH)[0][0], 1e-5);
      }
      assertEquals("another use, another file", 3, sizes(vectors).size());
    }
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    // The test framework puts other files beside them now and then.
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.vectors")) {
      for (Path file : files) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }

  /** The encoder is not asked: what the file says counts. */
  public void testVectorsOfTheFile() throws Exception {
    Path file = createTempDir().resolve("v");
    TextEncoder none =
        new TextEncoder() {
          @Override
          public String identity() {
            return "none";
          }

          @Override
          public List<TextVector> encode(TextSide side, List<String> texts) {
            throw new AssertionError("asked for " + texts);
          }

          @Override
          public void close() {}
        };
    try (VectorCache cache = VectorCache.open(file, "none")) {
      cache.put(
          TextSide.QUERY,
          List.of("q", "zero"),
          List.of(TextVector.dense(new float[] {3, 4}), TextVector.dense(new float[] {0, 0})));
      cache.put(
          TextSide.DOCUMENT,
          List.of("d", "zero"),
          List.of(TextVector.dense(new float[] {-4, -3}), TextVector.dense(new float[] {0, 0})));
    }
    TeacherBatch batch =
        new TeacherBatch(
            List.of("q", "zero"),
            List.of("d", "zero"),
            new float[0],
            Candidates.of(2, 1, true, (q, d) -> false));
    try (Teacher teacher = VectorTeacher.open("t", none, Similarity.COSINE, Optional.of(file))) {
      assertArrayEquals(new float[][] {{-0.96f, 0}, {0, 0}}, teacher.scores(batch));
    }
  }

  private static void assumePyTorch() {
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
  }
}
