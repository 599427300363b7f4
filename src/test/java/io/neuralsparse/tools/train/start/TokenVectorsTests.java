/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.opensearch.test.OpenSearchTestCase;

public class TokenVectorsTests extends OpenSearchTestCase {
  private static final List<String> TOKENS =
      List.of("[CLS]", "[SEP]", "vaccine", "vaccines", "virus", "bridge", "river", "##s", "of");
  private static final double IDENTITY = 0.1;

  private Vocabulary vocabulary() throws IOException {
    StringBuilder vocabulary = new StringBuilder();
    for (int id = 0; id < TOKENS.size(); id++) {
      vocabulary.append(id == 0 ? "" : ", ").append('"').append(TOKENS.get(id)).append("\": ");
      vocabulary.append(id);
    }
    Path folder = createTempDir();
    Files.writeString(
        folder.resolve("tokenizer.json"),
        "{\"added_tokens\": [{\"id\": 0, \"content\": \"[CLS]\", \"special\": true},"
            + " {\"id\": 1, \"content\": \"[SEP]\", \"special\": true}],"
            + " \"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[SEP]\", \"vocab\": {"
            + vocabulary
            + "}}}");
    Files.writeString(folder.resolve("config.json"), "{}");
    return Vocabulary.read(ModelFolder.of(folder));
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  public void testInflectionsOfTheVocabulary() throws IOException {
    List<int[]> groups = Inflections.of(vocabulary());
    assertEquals(1, groups.size());
    assertArrayEquals(new int[] {2, 3}, groups.getFirst());
  }

  public void testVectors() throws IOException {
    Vocabulary vocabulary = vocabulary();
    int identity = 7;
    TokenVectors learner = new TokenVectors(vocabulary, 3);
    // Too few to have meanings: all but inflections are random.
    int[] text = {0, 2, 4, 3, 4, 1};
    float[][] vectors = learner.learn(1, i -> text, identity, 6, IDENTITY);
    assertEquals(vocabulary.size(), vectors.length);
    for (int id = 0; id < vectors.length; id++) {
      assertEquals(identity + 6, vectors[id].length);
      double length = dot(vectors[id], vectors[id]);
      assertEquals(TOKENS.get(id), vocabulary.isSpecial(id) ? 0 : 1, length, 1e-6);
      double sum = 0;
      double own = 0;
      for (int k = 0; k < vectors[id].length; k++) {
        sum += vectors[id][k];
        own += k < identity ? vectors[id][k] * vectors[id][k] : 0;
      }
      assertEquals(0, sum, 1e-6);
      assertEquals(vocabulary.isSpecial(id) ? 0 : IDENTITY, own, 1e-6);
    }
    assertArrayEquals(vectors[2], learner.learn(1, i -> text, identity, 6, IDENTITY)[2], 0);
  }

  public void testTokensOfLikeUseAreNear() throws IOException {
    int[] medicine = {0, 2, 4, 3, 4, 2, 4, 1};
    int[] road = {0, 5, 6, 7, 6, 5, 7, 1};
    // "of" is everywhere else, and tokens that are too common have no meaning: none of these is.
    int[] of = IntStream.generate(() -> 8).limit(200).toArray();
    TokenVectors learner = new TokenVectors(vocabulary(), 3, 0.5);
    float[][] vectors =
        learner.learn(300, i -> i % 3 == 0 ? medicine : i % 3 == 1 ? road : of, 40, 4, IDENTITY);
    assertTrue(dot(vectors[2], vectors[4]) > dot(vectors[2], vectors[5]) + 0.5);
    assertTrue(dot(vectors[5], vectors[6]) > dot(vectors[4], vectors[6]) + 0.5);
  }
}
