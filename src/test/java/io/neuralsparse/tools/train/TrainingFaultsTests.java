/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.torch.TorchMemory;
import io.neuralsparse.tools.train.torch.TorchTestCase;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;

/** What ends a run, and what it says of that. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class TrainingFaultsTests extends TorchTestCase {
  private static final String NUMBER = "-?[0-9][0-9.E-]*";

  private final List<String> said = new ArrayList<>();
  private Path root;
  private JsonObject recipe;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    root = createTempDir();
    ToyCorpus.write(root);
    recipe = ToyCorpus.recipe();
    ToyCorpus.set(recipe, "optimizer.steps", 3);
    ToyCorpus.set(recipe, "optimizer.warm_up", 0);
    ToyCorpus.set(recipe, "optimizer.batch", 2);
    recipe.remove("dev");
  }

  private Training.Outcome run() throws IOException {
    Watch watch =
        new Watch() {
          @Override
          public void at(String what, double share, String note) {}

          @Override
          public void say(String line) {
            said.add(line);
          }
        };
    return Training.run(Recipe.of("toy.json", recipe), root, createTempDir(), watch);
  }

  private void assertFault(String message) {
    assertEquals(message, expectThrows(IOException.class, this::run).getMessage());
  }

  /** A message in which some numbers are as they come out. */
  private void assertFaultLike(String pattern) {
    String message = expectThrows(IOException.class, this::run).getMessage();
    assertTrue(message, message.matches(pattern));
  }

  private void pairs(String lines) throws IOException {
    Files.writeString(root.resolve("pairs.jsonl"), lines);
  }

  private String place(int line) {
    return "[" + root.resolve("pairs.jsonl") + "] line " + line;
  }

  /** A network whose decoder never rises above 0. */
  private void startWithoutActiveTokens() throws IOException {
    try (NDManager manager = manager();
        Student student = Student.open(manager, Recipe.of("toy.json", recipe), root)) {
      NDArray bias = student.network().parameters().get("cls.predictions.bias");
      float[] low = new float[student.vocabularySize()];
      Arrays.fill(low, -100);
      TorchMemory.fill(bias, FloatBuffer.wrap(low));
      student.save(root.resolve("silent"), new JsonObject());
    }
    ToyCorpus.set(recipe, "start", Map.of("folder", "silent"));
  }

  public void testNoActiveToken() throws Exception {
    startWithoutActiveTokens();
    pairs("{\"query\": \"q1\", \"positive\": \"d1\"}\n{\"query\": \"q2\", \"positive\": \"d2\"}\n");
    // Two candidates with the same score: ln 2.
    assertFaultLike(
        "step 1: no document has an active token \\(try a lower \\[penalty\\.weight\\] or"
            + " \\[optimizer\\.rate\\]\\), its parts are \\{loss=0\\.69314[0-9]*,"
            + " lambda=2\\.7[0-9.]*E-6, infonce=0\\.69314[0-9]*, penalty=0\\.0,"
            + " active_tokens=0\\.0\\}, its examples \\[.*/pairs\\.jsonl\\] line [12],"
            + " \\[.*/pairs\\.jsonl\\] line [12]");
  }

  public void testALossThatIsTooLarge() {
    ToyCorpus.set(recipe, "loss.infonce", 3.4e38);
    ToyCorpus.set(recipe, "optimizer.batch", 24);
    recipe.remove("penalty");
    assertFaultLike(
        "step 1: the loss is Infinity, its parts are \\{loss=Infinity, infonce=Infinity,"
            + " active_tokens="
            + NUMBER
            + "\\}, its examples (\\[.*/pairs\\.jsonl\\] line [0-9]+(, )?){8} and 16 more");
  }

  public void testAGradientThatIsTooLarge() {
    ToyCorpus.set(recipe, "loss.infonce", 1e30);
    recipe.remove("penalty");
    assertFaultLike(
        "step 1: the gradient's norm is Infinity, its parts are \\{loss="
            + NUMBER
            + ", infonce="
            + NUMBER
            + ", active_tokens="
            + NUMBER
            + "\\}, its examples \\[.*/pairs\\.jsonl\\] line [0-9]+, \\[.*/pairs\\.jsonl\\] line"
            + " [0-9]+");
  }

  public void testALossOnRawTextThatIsNoNumber() throws Exception {
    List.of("loss", "penalty").forEach(recipe::remove);
    ToyCorpus.set(recipe, "kind", "masked-language");
    ToyCorpus.set(recipe, "data", Map.of("places", List.of("text.txt"), "document_tokens", 24));
    ToyCorpus.set(recipe, "optimizer.rate", 1e30);
    assertFaultLike(
        "step [23]: the loss is NaN, its parts are \\{loss=NaN\\}, its examples sequences of epoch"
            + " 0");
  }

  public void testBadLines() throws Exception {
    String good = "{\"query\": \"q1\", \"positive\": \"d1\"}\n";
    pairs(good + "{\"query\": \"q2\"\n");
    assertFault(place(2) + " is no JSON");
    pairs(good + "{\"query\": \"zebra\", \"positive\": \"d2\"}\n");
    assertFault(place(2) + " has a text without any token that the tokeniser knows: the query");
    pairs(good + "{\"query\": \"q2\", \"pos\": \"d2\", \"negs\": []}\n");
    assertFault(place(2) + " has an empty list: [negs]");
    pairs("\n");
    assertFault("there is no example in [" + root.resolve("pairs.jsonl") + "]");
    Files.delete(root.resolve("pairs.jsonl"));
    assertFault("there is no file [" + root.resolve("pairs.jsonl") + "]");
    assertEquals(List.of(), said);
  }

  public void testBadLinesAreLeftOutAndCounted() throws Exception {
    ToyCorpus.set(recipe, "data.bad_lines", "skip");
    pairs(
        """
        {"query": "q1", "positive": "d1"}
        {"query": "q2"
        {"query": "q2", "positive": "zebra"}
        {"query": "q2", "pos": "d2", "negs": []}
        {"query": "q3", "positive": "stripes"}
        {"query": "q4", "positive": "d4"}
        """);
    assertTrue(run().finished());
    String unknown = "has a text without any token that the tokeniser knows";
    assertEquals(
        List.of(
            "left out: " + place(2) + " is no JSON",
            "left out: " + place(4) + " has an empty list: [negs]",
            "left out: " + place(3) + " " + unknown + ": positive 1",
            "left out: " + place(5) + " " + unknown + ": positive 1",
            "lines left out, 2: " + unknown,
            "lines left out, 1: has an empty list",
            "lines left out, 1: is no JSON"),
        said);
  }

  public void testAStartWithoutWeights() throws Exception {
    startWithoutActiveTokens();
    Files.delete(root.resolve("silent/model.safetensors"));
    ModelException e = expectThrows(ModelException.class, this::run);
    assertEquals(
        "model [silent], file [model.safetensors]: missing, and so are"
            + " [model.safetensors.index.json] and [model.onnx]: there is nothing to encode"
            + " documents with",
        e.getMessage());
    Files.delete(root.resolve("silent/config.json"));
    e = expectThrows(ModelException.class, this::run);
    assertEquals("model [silent], file [config.json]: missing", e.getMessage());
  }

  public void testAStartWithoutATable() throws Exception {
    Files.delete(root.resolve("tokenizer/idf.json"));
    ModelException e = expectThrows(ModelException.class, this::run);
    assertEquals(
        "model [tokenizer], file [idf.json]: missing, and [query_token_weights.txt] is missing too",
        e.getMessage());
  }

  public void testATokeniserThatTheNetworkDoesNotKnow() throws Exception {
    startWithoutActiveTokens();
    Path tokenizer = root.resolve("silent/tokenizer.json");
    Files.writeString(
        tokenizer,
        Files.readString(tokenizer).replace("\"q29\":64", "\"q29\":64,\"one\":65,\"more\":66"));
    ModelException e = expectThrows(ModelException.class, this::run);
    assertEquals(
        "model [silent], file [tokenizer.json]: the tokeniser's vocabulary has 67 entries, the"
            + " model's only 65",
        e.getMessage());
  }

  public void testTextsLongerThanTheNetworkTakes() {
    ToyCorpus.set(recipe, "data.document_tokens", 33);
    assertFault(
        "[toy.json] [data.document_tokens] must be at most the network's positions, 32, got [33]");
  }
}
