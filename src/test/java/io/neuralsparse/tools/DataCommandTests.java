/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code prepare} and {@code mine} say of mistakes, and what they do without a cluster. */
public class DataCommandTests extends CommandLineTestCase {
  public void testWrongCallsOfPrepare() throws Exception {
    String help = "; neural-sparse prepare --help shows how";
    assertFails(2, "give files, folders or [--index]" + help, "prepare");
    assertFails(2, "[--output] is missing" + help, "prepare", "x");
    assertFails(
        2,
        "[--index] goes with [--pairs] or [--sentences]" + help,
        "prepare",
        "--index",
        "i",
        "--output",
        "o");
    assertFails(
        2,
        "[--index] goes with [--pairs] or [--sentences]" + help,
        "prepare",
        "x",
        "--pairs",
        "a:b");
    assertFails(
        2,
        "[--pairs] must be like title:body, got [title]" + help,
        "prepare",
        "--index",
        "i",
        "--pairs",
        "a:b,title");
    assertFails(
        2,
        "[--query-words] must be two whole numbers that rise, like 2-64, got [9-3]" + help,
        "prepare",
        "x",
        "--query-words",
        "9-3");
    assertFails(
        2,
        "[--bad-lines] must be one of [fail, skip], got [x]" + help,
        "prepare",
        "x",
        "--output",
        folder.resolve("o"),
        "--bad-lines",
        "x");
    Path file = folder.resolve("no/folder/o");
    assertFails(
        1, "[--output] there is no folder for [" + file + "]", "prepare", "x", "--output", file);
    Path none = folder.resolve("none.jsonl");
    assertFails(
        1, "there is no file [" + none + "]", "prepare", none, "--output", folder.resolve("o"));
  }

  public void testPairsArePrepared() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("in.jsonl"),
            """
            {"query": "how does it end", "positive": "It ends as all such stories end, well."}
            {"query": ""}
            {"query": "too short", "positive": "Yes."}
            """);
    Path output = folder.resolve("out.jsonl");
    assertFails(
        1, "[" + file + "] line 2 has an empty text: [query]", "prepare", file, "--output", output);
    assertFalse(Files.exists(output));
    assertEquals(0, run("prepare", file, "--output", output, "--bad-lines", "skip"));
    assertEquals(
        "left out: [" + file + "] line 2 has an empty text: [query]" + System.lineSeparator(),
        err());
    assertEquals(
        """
                   1  bad lines
                   2  read
                   0  query too short
                   0  query too long
                   1  text too short
                   0  there twice
                   0  too many of the query
                   0  query or title of a test
                   0  12 words of a test's document
                   0  9 words of a test's query
                   1  written
        """,
        out().replace(System.lineSeparator(), "\n"));
    assertTrue(Files.exists(folder.resolve("out.jsonl.json")));
    assertFails(
        1,
        "[" + output + "] is there already; --force replaces it",
        "prepare",
        file,
        "--output",
        output);
    assertEquals(0, run("prepare", file, "--output", output, "--bad-lines", "skip", "--force"));
  }

  public void testWrongCallsOfMine() throws Exception {
    String help = "; neural-sparse mine --help shows how";
    assertFails(2, "give files or folders" + help, "mine");
    assertFails(2, "[--output] is missing" + help, "mine", "x");
    assertFails(
        2,
        "[--ranks] must be two whole numbers that rise, like 10-60, got [0-5]" + help,
        "mine",
        "x",
        "--ranks",
        "0-5");
    assertFails(
        2,
        "ranks must be from 1 to 9999 and rise, got [1-10000]" + help,
        "mine",
        "x",
        "--ranks",
        "1-10000");
    assertFails(
        2, "[--margin] must be a number above -1, got [x]" + help, "mine", "x", "--margin", "x");
    assertFails(
        2, "a margin must be a number above -1, got [-2.0]" + help, "mine", "x", "--margin=-2");
    assertFails(
        2,
        "[a+] has the option []; options are "
            + "[prune=<type>:<ratio>, long_text=truncate|windows, precision=int8|fp32,"
            + " token_frequency=set|count, max_query_tokens=<number>, two-phase]"
            + help,
        "mine",
        "x",
        "--by",
        "a+");
    assertFails(
        2,
        "[lexical+precision=fp32] has the option [precision], and here the node encodes documents"
            + help,
        "mine",
        "x",
        "--by",
        "lexical+precision=fp32");
    assertFails(2, "a system is there twice in [a, a]" + help, "mine", "x", "--by", "a,a");
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");
    assertFails(
        1, "there is no pair in [" + empty + "]", "mine", empty, "--output", folder.resolve("o"));
  }
}
