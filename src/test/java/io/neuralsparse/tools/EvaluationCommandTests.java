/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.neuralsparse.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code evaluate} and {@code idf} say of mistakes, and what they do without a cluster. */
public class EvaluationCommandTests extends CommandLineTestCase {
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
}
