/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

public class MarkdownPageTests extends OpenSearchTestCase {
  private Path folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
  }

  public void testThePage() throws IOException {
    assertEquals(
        """
        # Results

        Written by `neural-sparse report`; not to be edited. Each collection's section says
        when, with what, where and by which command its figures were made.

        ## NDCG@10

        | System | coffee | Mean |
        |---|--:|--:|
        | bm25 | 0.500 | 0.500 |
        | lexical | 0.563 | 0.563 |

        ## coffee

        1,200 documents, 4 judged queries (test); a remark.

        | System | NDCG@10 | MAP |
        |---|--:|--:|
        | bm25 | 0.500 | 0.400 |
        | lexical | 0.563 | 0.350 |

        | System | FLOPS | Tokens/doc | Tokens/query | Index | Docs/s | p50 ms | p90 ms | p99 ms | p50 × BM25 |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        | bm25 | – | – | – | 1.23 MB | 800 | 1.00 | 1.50 | 4.00 | – |
        | lexical | 1.76 | 3.00 | 2.50 | 2.35 MB | 600 | 2.00 | 3.00 | 5.00 | 2.00 (1.90–2.10) |

        | System | Against | Metric | Difference | 95 % interval | p |
        |---|---|---|--:|--:|--:|
        | lexical | bm25 | NDCG@10 | +0.063 | +0.010 to +0.115 | 0.032 |
        | lexical | bm25 | MAP | −0.050 | – | \\< 0.001 |

        Test: paired randomisation, 10,000 draws.

        | System | Metric | Origin | Found | Reference |
        |---|---|---|--:|--:|
        | bm25 | NDCG@10 | published: a paper | 0.500 | 0.510 ± 0.020 |
        | lexical | NDCG@10 | expected: an earlier run | 0.563 | 0.600 ± 0.020 |

        * Date: 2026-01-02T03:04:05Z
        * Versions: neural-sparse: 0.1.0; OpenSearch: 3.8.0
        * Machine: cores: 2
        * Protocol: depth: 1000 hits
        * bm25: match on \\[text\\]
        * lexical: neural\\_sparse on \\[vector\\]; prune\\_ratio: 0.1; model lexical, sha256:0123

        ```
        neural-sparse evaluate coffee --systems bm25,lexical
        ```
        """,
        MarkdownPage.of(List.of(SmallEvaluation.read(folder))));
  }

  public void testNoTextOfAFileIsMarkup() throws IOException {
    String page =
        MarkdownPage.of(
            List.of(
                SmallEvaluation.read(folder, "a remark", "a|b <i>*c*</i>\\n# `d` &amp; [e](f)")));
    assertTrue(
        page, page.contains("; a\\|b \\<i\\>\\*c\\*\\</i\\> \\# \\`d\\` \\&amp; \\[e\\](f).\n"));
    page =
        MarkdownPage.of(List.of(SmallEvaluation.read(folder, "evaluate coffee", "```\\n# ````x")));
    assertTrue(
        page, page.endsWith("\n`````\nneural-sparse ``` # ````x --systems bm25,lexical\n`````\n"));
  }

  public void testSystemsThatAreNotEverywhereHaveNoMean() throws IOException {
    Evaluation other = SmallEvaluation.read(folder, "\"lexical\"", "\"doc-v3\"");
    String page = MarkdownPage.of(List.of(SmallEvaluation.read(folder), other));
    assertTrue(
        page,
        page.contains(
            """
            | System | coffee | coffee | Mean |
            |---|--:|--:|--:|
            | bm25 | 0.500 | 0.500 | 0.500 |
            | lexical | 0.563 | – | – |
            | doc-v3 | – | 0.563 | – |
            """));
  }
}
