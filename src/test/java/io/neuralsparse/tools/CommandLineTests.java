/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands for folders, and the help: what they print, and what they say of mistakes. */
public class CommandLineTests extends CommandLineTestCase {
  /** The tokens of one text, as {@code --json} gives them. */
  private Map<String, Float> tokens(Object... words) {
    Object[] all = new Object[words.length + 2];
    all[0] = "encode";
    System.arraycopy(words, 0, all, 1, words.length);
    all[all.length - 1] = "--json";
    assertEquals(err(), 0, run(all));
    Map<String, Float> tokens = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry :
        new Gson().fromJson(out(), JsonObject.class).getAsJsonObject("tokens").entrySet()) {
      tokens.put(entry.getKey(), entry.getValue().getAsFloat());
    }
    return tokens;
  }

  public void testHelpTeaches() {
    assertEquals(0, run("--help"));
    assertEquals(
        """
        neural-sparse 9.9: tools for sparse encoders and their folders

          neural-sparse <command> [options]

          inspect   shows what a model folder holds, and what is wrong with it
          encode    turns texts into weighted tokens
          convert   writes a model's network as one ONNX file
          bench     measures searches and ingestion on running nodes
          evaluate  says how good and how fast searches are on a test collection
          report    makes pages for people from the files of evaluations
          idf       computes a table of query weights from documents
          prepare   makes a file of pairs to learn from
          pretrain  trains a network to predict masked tokens of raw text
          train     trains a model, or a teacher, as a recipe says
          mine      finds hard negatives for pairs, by searches
          ablate    compares variations of a recipe over several seeds
          start     makes a network that ranks much as BM25 does, to train from
          weigh     learns a model's query weights alone, in minutes

          neural-sparse <command> --help   explains a command, with examples

        Exit codes: 0 done, 1 failed, 2 wrongly called.
        """,
        out().replace(System.lineSeparator(), "\n"));
    for (String command :
        List.of(
            "inspect",
            "encode",
            "convert",
            "bench",
            "evaluate",
            "report",
            "idf",
            "prepare",
            "pretrain",
            "train",
            "mine",
            "ablate",
            "start",
            "weigh",
            "random-folder")) {
      assertEquals(0, run(command, "--help"));
      assertTrue(out(), out().startsWith("neural-sparse " + command + " "));
      assertTrue(out(), out().contains("Example"));
      String help = out();
      assertEquals(0, run("help", command));
      assertEquals(help, out());
    }
    assertEquals(0, run("--version"));
    assertEquals("neural-sparse 9.9" + System.lineSeparator(), out());
    assertEquals("no command is a wrong call", 2, run());
    assertTrue(err(), err().startsWith("neural-sparse 9.9: "));
  }

  public void testWrongCalls() throws Exception {
    Path model = TestModels.small(folder, "m");
    assertFails(2, "unknown command [fly]; neural-sparse --help lists them", "fly");
    assertFails(2, "give one folder, got []; neural-sparse inspect --help shows how", "inspect");
    assertFails(
        2,
        "give one folder, got [a, b]; neural-sparse inspect --help shows how",
        "inspect",
        "a",
        "b");
    assertFails(
        2,
        "unknown option [--jsn]; neural-sparse inspect --help shows how",
        "inspect",
        model,
        "--jsn");
    assertFails(
        2,
        "unknown option [--json=1]; neural-sparse inspect --help shows how",
        "inspect",
        model,
        "--json=1");
    assertFails(
        2,
        "[--side] must be one of [document, query], got [both]; neural-sparse encode --help shows"
            + " how",
        "encode",
        model,
        "a",
        "--side",
        "both");
    assertFails(
        2,
        "[--top] needs a value; neural-sparse encode --help shows how",
        "encode",
        model,
        "--top");
    assertFails(
        2,
        "[--top] must be a whole number, at least 1, got [0]; neural-sparse encode --help shows"
            + " how",
        "encode",
        model,
        "--top",
        "0");
    assertFails(
        2,
        "[--top] is there twice; neural-sparse encode --help shows how",
        "encode",
        model,
        "--top=1",
        "--top=2");
    assertFails(
        2,
        "give texts or [--file], not both; neural-sparse encode --help shows how",
        "encode",
        model,
        "a",
        "--file",
        "x");
    assertFails(
        2,
        "[--precision] is the network's, and queries go through none; neural-sparse encode --help"
            + " shows how",
        "encode",
        model,
        "a",
        "--side=query",
        "--precision=int8");
    assertFails(
        2,
        "unknown model [v9], known are [v1, v2-distill, v2-mini, v3-distill, v3-gte,"
            + " multilingual-v1, small-bert, small-distilbert, small-gte]; neural-sparse"
            + " random-folder --help shows how",
        "random-folder",
        "v9",
        "x");
  }

  public void testWhatFails() throws Exception {
    Path none = folder.resolve("none");
    assertFails(1, "[" + none + "] is not a folder", "inspect", none);
    Path model = TestModels.small(folder, "m");
    Path file = folder.resolve("texts.txt");
    assertFails(1, "[" + file + "] NoSuchFileException", "encode", model, "--file", file);
    Files.delete(model.resolve("idf.json"));
    assertFails(
        1,
        "model [m], file [idf.json]: missing, and [query_token_weights.txt] is missing too",
        "encode",
        model,
        "--side=query",
        "a");
  }

  public void testInspectTheBuiltInModel() throws Exception {
    Path model = TestModels.lexical(folder);
    assertEquals(0, run("inspect", model, "--no-digests"));
    assertEquals(
        """
        model          lexical
        folder         %s
        layout         plain   from config.json
        network        LexicalEncoder   from config.json
        window         8192   from config.json [max_position_embeddings]
        tokenizer      tokenizer.json   from tokenizer.json
        query table    weights by token   from idf.json
        frequency      set   from default
        analyzer       bert-uncased
        sizes          no network: term frequencies saturated as in BM25, k1 1.2, b 0.75, mean length 256.0
        vocabulary     30522 tokens, never weighted: [PAD] [UNK] [CLS] [SEP] [MASK]
        query weights  30517, from 0.016054174 to 15.589539; 1525 are exactly 1, 0 are 0
        files          config.json         205 B
                       idf.json         889.4 kB
                       tokenizer.json   711.4 kB
        problems       none
        """
            .replace("%s", model.toString()),
        out().replace(System.lineSeparator(), "\n"));
    assertEquals("", err());
    assertEquals(0, run("inspect", model, "--json"));
    JsonObject json = new Gson().fromJson(out(), JsonObject.class);
    // sha256sum config/models/lexical/idf.json
    assertEquals(
        "da23a1c0b9252776cc8c6d70fd14723e218f484d489cd9027ac6e4065d5b9edd",
        json.getAsJsonArray("files").get(1).getAsJsonObject().get("sha256").getAsString());
    assertEquals(
        "bert-uncased", new Gson().fromJson(out(), JsonObject.class).get("analyzer").getAsString());
  }

  public void testInspectANetwork() throws Exception {
    Path model = random("small-gte", "--type", "bf16", "--shards", "2");
    assertEquals(0, run("inspect", model, "--json", "--no-digests"));
    JsonObject json = new Gson().fromJson(out(), JsonObject.class);
    JsonObject network = json.getAsJsonObject("network");
    assertEquals(
        "2 layers, hidden 32, 4 heads, intermediate 64, vocabulary 206, rotary positions up to 512",
        network.get("description").getAsString());
    // Words, their norm, the head's layer, its norm and its bias; in each layer qkv, output, up and
    // gate, down, two norms.
    int around = 206 * 32 + 64 + 32 * 33 + 64 + 206;
    int layer = 96 * 33 + 32 * 33 + 128 * 32 + 32 * 65 + 2 * 64;
    assertEquals(around + 2 * layer, parametersOf(network));
    assertEquals(2L * parametersOf(network), network.get("bytes").getAsLong());
    assertEquals("{\"BF16\":30}", network.getAsJsonObject("types").toString());
    assertEquals(0, json.getAsJsonArray("problems").size());
  }

  private static long parametersOf(JsonObject network) {
    return network.get("parameters").getAsLong();
  }

  public void testInspectSaysAllThatIsWrong() throws Exception {
    Path model = random("small-bert", "--form", "plain");
    Path config = model.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"));
    Files.writeString(model.resolve("idf.json"), "{\"the\": -1}");
    assertEquals(1, run("inspect", model, "--no-digests"));
    assertTrue(
        out(),
        out()
            .contains(
                "problem        model [small-bert0], file [model.safetensors]: tensor"
                    + " [bert.encoder.layer.2.attention.self.query.weight] is missing"
                    + System.lineSeparator()
                    + "problem        model [small-bert0], file [idf.json]: the weight of token"
                    + " [the] must be finite and not negative, got [-1]"));
    Files.delete(config);
    assertEquals(1, run("inspect", model, "--no-digests"));
    assertTrue(
        out(), out().contains("problem        model [small-bert0], file [config.json]: missing"));
    assertTrue("what is there is shown", out().contains("model.safetensors"));
  }

  public void testEncodeQueries() throws Exception {
    Path model = TestModels.lexical(folder);
    assertEquals(0, run("encode", model, "--side", "query", "hello world"));
    assertEquals("hello\t6.9377565\nworld\t3.4208686\n", out().replace("\r\n", "\n"));
    input = "good day\nthis\n";
    assertEquals(0, run("encode", model, "--side=query", "--top=1"));
    assertEquals("good\t3.6415958\n\nthis\t1.6789764\n", out().replace("\r\n", "\n"));
    Path file = Files.writeString(folder.resolve("texts.txt"), "is\nthe \"fox\"\n");
    assertEquals(0, run("encode", model, "--side=query", "--top=1", "--json", "--file", file));
    assertEquals(
        """
        {"text":"is","tokens":{"is":0.60975236}}
        {"text":"the \\"fox\\"","tokens":{"fox":6.4103794}}
        """,
        out().replace("\r\n", "\n"));
    assertEquals(0, run("encode", model, "--side=query", "--", "--side"));
    assertTrue(out(), out().startsWith("side\t"));
  }

  public void testEncodeDocuments() throws Exception {
    // k1 1, b 0.5, mean length 2: 2·tf / (tf + 0.5 + 0.25·length); two a, one b.
    Path model = TestModels.small(folder, "m");
    assertEquals(Map.of("a", (float) (4 / 3.25), "b", (float) (2 / 2.25)), tokens(model, "a b a"));
  }

  public void testConvertedNetworkGivesTheSameWeights() throws Exception {
    for (String name : List.of("small-bert", "small-distilbert", "small-gte")) {
      Path model = random(name);
      for (String precision : List.of("fp32", "int8")) {
        Path converted = Files.createDirectories(folder.resolve(name + "-" + precision));
        assertEquals(
            err(),
            0,
            run(
                "convert",
                model,
                "--precision",
                precision,
                "--output",
                converted.resolve("model.onnx")));
        for (String file : List.of("config.json", "tokenizer.json", "idf.json")) {
          Files.copy(model.resolve(file), converted.resolve(file));
        }
        String text = "the quick brown fox jumps over the lazy dog";
        Map<String, Float> expected = tokens(model, text, "--precision=" + precision);
        assertTrue(expected.size() > 3);
        Map<String, Float> actual = tokens(converted, text);
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((token, weight) -> assertEquals(weight, actual.get(token), 1e-5));
      }
    }
  }

  public void testConvertDoesNotReplaceUnasked() throws Exception {
    Path model = random("small-bert");
    Path file = Files.writeString(folder.resolve("there.onnx"), "x");
    assertFails(
        1,
        "[" + file + "] is there already; --force replaces it",
        "convert",
        model,
        "--output",
        file);
    assertEquals("x", Files.readString(file));
    assertEquals(0, run("convert", model, "--output", file, "--force"));
    assertTrue(Files.size(file) > 40_000);
    Path onnx = TestModels.small(folder, "onnx");
    Files.writeString(onnx.resolve("config.json"), "{}");
    Files.copy(file, onnx.resolve("model.onnx"));
    assertFails(
        1,
        "model [onnx], file [model.onnx]: is an ONNX file already",
        "convert",
        onnx,
        "--output",
        folder.resolve("again.onnx"));
    assertFalse(Files.exists(folder.resolve("again.onnx")));
    assertFalse(Files.exists(folder.resolve("again.onnx.part")));
  }

  public void testRandomFoldersAreTheSameEachTime() throws Exception {
    for (String form : List.of("plain", "router", "modules")) {
      Path one = random("small-distilbert", "--form", form);
      JsonElement files = files(one);
      assertEquals(files, files(random("small-distilbert", "--form", form)));
      assertNotEquals(files, files(random("small-distilbert", "--form", form, "--seed", "7")));
    }
  }

  private JsonElement files(Path model) {
    assertEquals(0, run("inspect", model, "--json"));
    return new Gson().fromJson(out(), JsonObject.class).get("files");
  }
}
