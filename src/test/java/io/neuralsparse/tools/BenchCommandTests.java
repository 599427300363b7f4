/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.TestModels;
import java.nio.file.Path;

/** What {@code bench} says of mistakes. */
public class BenchCommandTests extends CommandLineTestCase {
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
}
