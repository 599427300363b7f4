/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import org.opensearch.test.OpenSearchTestCase;

public class NumbersTests extends OpenSearchTestCase {
  public void testCounts() {
    assertEquals("0", Numbers.count(0));
    assertEquals("5,183", Numbers.count(5183));
    assertEquals("−1,000", Numbers.count(-1000));
  }

  public void testMetricsAndDifferences() {
    assertEquals("0.660", Numbers.metric(0.65954));
    assertEquals("+0.012", Numbers.difference(0.0119));
    assertEquals("−0.012", Numbers.difference(-0.0119));
    assertEquals("0.000", Numbers.difference(0.0004));
    assertEquals("0.000", Numbers.difference(-0.0004));
  }

  public void testProbabilities() {
    assertEquals("1.000", Numbers.probability(1));
    assertEquals("0.032", Numbers.probability(0.0321));
    assertEquals("0.001", Numbers.probability(0.001));
    assertEquals("< 0.001", Numbers.probability(0.00099));
  }

  public void testThreeDigitsCount() {
    assertEquals("0", Numbers.significant(0));
    assertEquals("0.00123", Numbers.significant(0.0012345));
    assertEquals("0.910", Numbers.significant(0.9095));
    assertEquals("5.13", Numbers.significant(5.129));
    assertEquals("19.6", Numbers.significant(19.6));
    assertEquals("158", Numbers.significant(158.4));
    assertEquals("12,346", Numbers.significant(12345.6));
  }

  public void testBytes() {
    assertEquals("0 B", Numbers.bytes(0));
    assertEquals("999 B", Numbers.bytes(999));
    assertEquals("1.00 kB", Numbers.bytes(1000));
    assertEquals("1.23 MB", Numbers.bytes(1_234_567));
    assertEquals("1.00 GB", Numbers.bytes(999_600_000));
  }

  public void testBeginningsOfTexts() {
    assertEquals("abc", Texts.beginning("abc", 3));
    assertEquals("ab…", Texts.beginning("abcd", 3));
    assertEquals("🙂🙂…", Texts.beginning("🙂🙂🙂🙂", 3));
  }

  public void testNamesInPlotsAreShort() {
    assertEquals("lexical", Texts.label("lexical", 28));
    assertEquals(
        "doc-v3-gte+precision=fp32",
        Texts.label("opensearch-neural-sparse-encoding-doc-v3-gte+precision=fp32", 28));
    assertEquals("abc…xyz", Texts.label("abcdefghuvwxyz", 7));
    assertEquals("abc…wxyz", Texts.label("abcdefghuvwxyz", 8));
  }
}
