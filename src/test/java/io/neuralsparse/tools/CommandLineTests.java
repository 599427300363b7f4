/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.TestModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class CommandLineTests extends OpenSearchTestCase {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private String input = "";
  private Path folder;
  private int folders;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
  }

  private int run(Object... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new CommandLine(terminal, "9.9")
        .run(List.of(words).stream().map(Object::toString).toList());
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void assertFails(int code, String message, Object... words) {
    assertEquals(err(), code, run(words));
    assertEquals("neural-sparse: " + message + System.lineSeparator(), err());
    assertEquals("", out());
  }

  private Path random(String model, Object... options) {
    Path path = folder.resolve(model + folders);
    folders++;
    Object[] words = new Object[options.length + 3];
    words[0] = "random-folder";
    words[1] = model;
    words[2] = path;
    System.arraycopy(options, 0, words, 3, options.length);
    assertEquals(err(), 0, run(words));
    return path;
  }

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

  public void testWrongCallsOfEvaluations() throws Exception {
    assertFails(
        1,
        "there is no folder [nowhere]; [--download] fetches it from BEIR",
        "evaluate",
        "nowhere");
    String help = "; neural-sparse evaluate --help shows how";
    assertFails(2, "give one collection, got []" + help, "evaluate");
    assertFails(
        2, "[--run] needs either a collection or [--qrels]" + help, "evaluate", "--run", "r");
    Path file = folder.resolve("no/folder/out.json");
    assertFails(
        1, "[--json] there is no folder for [" + file + "]", "evaluate", "x", "--json", file);
    Path beir = Files.createDirectories(folder.resolve("beir/qrels")).getParent();
    Files.writeString(beir.resolve("qrels/test.tsv"), "q\ta\t1\n");
    Files.writeString(beir.resolve("corpus.jsonl"), "");
    Files.writeString(beir.resolve("queries.jsonl"), "{\"_id\": \"q\", \"text\": \"a\"}\n");
    assertFails(
        2,
        "[--systems] [bm25+x]: BM25 has no options, got [x]" + help,
        "evaluate",
        beir,
        "--systems",
        "bm25+x");
    assertFails(
        2,
        "[--systems] a system is there twice in [bm25, bm25]" + help,
        "evaluate",
        beir,
        "--systems",
        "bm25,bm25");
    assertFails(
        2,
        "[--depth] must be at most 9999, got [10000]" + help,
        "evaluate",
        beir,
        "--depth",
        "10000");
    assertFails(
        2,
        "[--url] must be like https://search.example.com:9200, got [localhost]" + help,
        "evaluate",
        beir,
        "--url",
        "localhost");
    assertFails(
        2,
        "give [--user] or [--api-key], not both" + help,
        "evaluate",
        beir,
        "--user",
        "a:b",
        "--api-key",
        "c");
    assertFails(2, "[--header] must be NAME:VALUE" + help, "evaluate", beir, "--header", "x");
  }

  public void testRunsAreEvaluatedWithoutACluster() throws Exception {
    Path qrels = folder.resolve("qrels.txt");
    Files.writeString(qrels, "q 0 a 1\nr 0 b 1\n");
    Path good = folder.resolve("good.trec");
    Files.writeString(good, "q Q0 a 1 2.0 x\nr Q0 b 1 2.0 x\n");
    Path half = folder.resolve("half.trec");
    Files.writeString(half, "q Q0 a 1 2.0 x\n");
    Path expected = Files.createDirectories(folder.resolve("expected"));
    Files.writeString(
        expected.resolve("qrels--.half.json"),
        "{\"figures\": [{\"metric\": \"map\", \"value\": 0.9, \"tolerance\": 0.1, \"origin\": \"me\","
            + " \"kind\": \"expected\"}]}");
    Path json = folder.resolve("out.json");
    int code =
        run(
            "evaluate",
            "--qrels",
            qrels,
            "--run",
            good + "," + half,
            "--expected",
            expected,
            "--json",
            json);
    assertEquals(1, code);
    assertEquals(
        "neural-sparse: [half] map is 0.5000, expected 0.9000 within 0.1000 (me)"
            + System.lineSeparator(),
        err());
    assertTrue(out(), out().contains("half against good: ndcg@10 -0.5000"));
    JsonObject written = new Gson().fromJson(Files.readString(json), JsonObject.class);
    assertEquals(2, written.getAsJsonArray("systems").size());
    assertTrue(written.toString(), written.toString().contains("--expected"));
  }

  public void testSecretsAreNotWritten() {
    assertEquals(
        "x --user *** --api-key=*** --header *** y",
        AccessArguments.withoutSecrets(
            List.of("x", "--user", "me:word", "--api-key=key", "--header", "A: b", "y")));
  }

  public void testWrongCallsOfIdf() throws Exception {
    String help = "; neural-sparse idf --help shows how";
    assertFails(2, "give a folder" + help, "idf");
    assertFails(2, "give either files or [--index]" + help, "idf", "m");
    assertFails(2, "give either files or [--index]" + help, "idf", "m", "f", "--index", "i");
    assertFails(
        2,
        "[--smoothing] must be a number, above 0, got [0]" + help,
        "idf",
        "m",
        "f",
        "--smoothing",
        "0");
    assertFails(
        2,
        "[--floor] must be a number, 0 or more, got [x]" + help,
        "idf",
        "m",
        "f",
        "--floor",
        "x");
    Path model = TestModels.small(folder, "m");
    Path empty = folder.resolve("empty.txt");
    Files.writeString(empty, "\n");
    assertFails(1, "there is not one document with text", "idf", model, empty);
    Path texts = folder.resolve("texts.txt");
    Files.writeString(texts, "a b\na\n");
    Path table = folder.resolve("idf.json");
    assertEquals(err(), 0, run("idf", model, texts, "--output", table));
    JsonObject weights = new Gson().fromJson(Files.readString(table), JsonObject.class);
    assertEquals(10, weights.size());
    // ln(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assertEquals(Math.log(2), weights.get("b").getAsDouble(), 1e-6);
    assertTrue(out(), out().contains("too few tokens to compare"));
  }

  public void testWrongCalls() throws Exception {
    Path model = TestModels.small(folder, "m");
    assertFails(2, "unknown command [train]; neural-sparse --help lists them", "train");
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

  private void assertWrongBench(String message, Object... words) {
    Object[] all = new Object[words.length + 1];
    all[0] = "bench";
    System.arraycopy(words, 0, all, 1, words.length);
    assertFails(2, message + "; neural-sparse bench --help shows how", all);
  }

  public void testWrongCallsOfBench() throws Exception {
    Path model = TestModels.small(folder, "m");
    assertWrongBench("give what to measure: search or ingest");
    assertWrongBench("give what to measure: search or ingest", "load");
    assertWrongBench("give one folder, got []", "search");
    assertWrongBench(
        "a node's URL must be like http://127.0.0.1:9200, got [localhost:9200]",
        "search",
        model,
        "--url",
        "localhost:9200");
    assertWrongBench(
        "a node's URL must be like http://127.0.0.1:9200, got [http://a/b]",
        "search",
        model,
        "--official-url=http://a/b");
    assertWrongBench(
        "[--filter] must be one of [100, 1, 10, 50], got [20]", "search", model, "--filter=20");
    assertWrongBench("[--shards] must be at most 64, got [65]", "search", model, "--shards=65");
    assertWrongBench(
        "[--deletions] must be at most 90, got [91]", "search", model, "--deletions", "91");
    assertWrongBench("[--top] must be at most 10000, got [10001]", "search", model, "--top=10001");
    assertWrongBench(
        "[--track-total-hits] must be true, false or a number, got [yes]",
        "search",
        model,
        "--track-total-hits=yes");
    assertWrongBench(
        "[--clients] must be numbers of clients, as in 1,2,4, got [0]",
        "search",
        model,
        "--clients=1,0");
    assertWrongBench(
        "unknown scenario [two-segments], known are [one-segment, five-segments, four-shards,"
            + " deletions, filter-1, filter-10, filter-50, top-100, top-1000, refresh]",
        "search",
        model,
        "--scenario=one-segment,two-segments");
  }

  public void testWrongCallsOfBenchIngest() throws Exception {
    Path model = TestModels.small(folder, "m");
    assertWrongBench("give one folder, got []", "ingest");
    assertWrongBench("give a folder of text with [--texts]", "ingest", model);
    assertWrongBench(
        "a node's URL must be like http://127.0.0.1:9200, got [localhost]",
        "ingest",
        model,
        "--texts=x",
        "--url=localhost");
    assertWrongBench(
        "[--bulk] must be numbers, as in 1,2,4, got [0]", "ingest", model, "--bulk=128,0");
    assertWrongBench(
        "[--precision] must be one of [int8, fp32], got [fp16]",
        "ingest",
        model,
        "--precision=fp16");
    // The last three are of the class path of tests.
    assertWrongBench(
        "[--ways] must be all, none, or some of [unbatched, encoder, onnx-32, onnx-best, pytorch],"
            + " got [torch]",
        "ingest",
        model,
        "--ways",
        "encoder,torch");
  }

  public void testBenchesThatCannotBegin() throws Exception {
    Path none = folder.resolve("none");
    assertFails(1, "[" + none + "] is not a folder", "bench", "search", none);
    Path texts = createTempDir();
    assertFails(
        1,
        "["
            + texts
            + "] has 0 passages (corpus.jsonl, pairs-*.jsonl, *.txt) and 0 queries (queries.jsonl),"
            + " and neither may be none",
        "bench",
        "search",
        TestModels.small(folder, "m"),
        "--texts",
        texts);
    assertFails(
        1,
        "["
            + texts
            + "] has no passages (corpus.jsonl, pairs-*.jsonl, *.txt) that fit into the model's"
            + " window of 6 tokens",
        "bench",
        "ingest",
        TestModels.small(folder, "i"),
        "--texts",
        texts);
    assertFails(
        1,
        "the table has too few tokens for documents of 60.0 of them",
        "bench",
        "search",
        TestModels.small(folder, "n"));
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
