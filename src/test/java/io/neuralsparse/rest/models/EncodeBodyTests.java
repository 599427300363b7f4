/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.encode.LongText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.opensearch.common.xcontent.XContentHelper;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.test.OpenSearchTestCase;

public class EncodeBodyTests extends OpenSearchTestCase {
  private static EncodeBody parse(String json) {
    return EncodeBody.parse(
        XContentHelper.convertToMap(JsonXContent.jsonXContent, json.replace('\'', '"'), true));
  }

  private static void assertRefused(String message, String json) {
    Exception e = expectThrows(IllegalArgumentException.class, () -> parse(json));
    assertEquals(message, e.getMessage());
  }

  public void testDefaultsAndAll() {
    assertEquals(
        new EncodeBody(List.of("t"), true, false, LongText.WINDOWS), parse("{'text': 't'}"));
    assertEquals(
        new EncodeBody(List.of("t", ""), false, true, LongText.WINDOWS),
        parse("{'text': ['t', ''], 'side': 'query', 'explain': true}"));
    assertEquals(
        new EncodeBody(List.of("t"), true, false, LongText.TRUNCATE),
        parse("{'text': 't', 'side': 'document', 'long_text': 'truncate'}"));
    assertEquals(
        new EncodeBody(List.of("t"), true, false, new LongText(LongText.Mode.WINDOWS, 5, 6)),
        parse("{'text': 't', 'window_overlap': 5, 'max_windows': 6}"));
  }

  public void testMistakes() {
    String texts = "[text] must be a text or a list of 1 to 100 texts, got ";
    assertRefused(texts + "0", "{}");
    assertRefused(texts + "0", "{'text': []}");
    assertRefused(texts + "0", "{'text': null}");
    assertRefused(texts + "[7] in it", "{'text': ['a', 7]}");
    assertRefused(texts + "[{a=b}] in it", "{'text': {'a': 'b'}}");
    Exception e =
        expectThrows(
            IllegalArgumentException.class,
            () -> EncodeBody.parse(Map.of("text", Collections.nCopies(101, "t"))));
    assertEquals(texts + "101", e.getMessage());
    assertRefused(
        "[side] must be one of [document, query], got [both]", "{'text': 't', 'side': 'both'}");
    assertRefused("[explain] must be true or false, got [yes]", "{'text': 't', 'explain': 'yes'}");
    assertRefused(
        "[model] is not known, known are [text, side, explain, long_text, window_overlap,"
            + " max_windows]",
        "{'text': 't', 'model': 'm'}");
    assertRefused(
        "[long_text] must be one of [windows, truncate], got [cut]",
        "{'text': 't', 'long_text': 'cut'}");
    assertRefused(
        "[max_windows] must be a whole number from 1, got [0]", "{'text': 't', 'max_windows': 0}");
    assertRefused(
        "[window_overlap] must be a whole number from 0, got [1.5]",
        "{'text': 't', 'window_overlap': 1.5}");
    assertRefused(
        "[max_windows] goes with [long_text] windows, got [truncate]",
        "{'text': 't', 'max_windows': 2, 'long_text': 'truncate'}");
    assertRefused(
        "[long_text] goes with [side] document: no window limits a query",
        "{'text': 't', 'side': 'query', 'long_text': 'windows'}");
  }
}
