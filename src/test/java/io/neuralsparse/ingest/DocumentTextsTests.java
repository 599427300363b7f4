/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opensearch.common.xcontent.XContentHelper;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.test.OpenSearchTestCase;

/** Documents before and after; a text's "vector" here is the text itself with weight 1. */
public class DocumentTextsTests extends OpenSearchTestCase {
  private static Map<String, Object> json(String text) {
    return XContentHelper.convertToMap(JsonXContent.jsonXContent, text.replace('\'', '"'), false);
  }

  private static void assertBecomes(String fieldMap, String before, String after) {
    Map<String, Object> document = json(before);
    DocumentTexts texts = DocumentTexts.find(FieldMap.parse(json(fieldMap)), document);
    assertEquals("found, not yet written", json(before), document);
    List<SparseVector> vectors = new ArrayList<>();
    texts.texts().forEach(text -> vectors.add(SparseVector.of(Map.of(text, 1f))));
    texts.put(vectors);
    assertEquals(json(after), json(render(document)));
  }

  private static String render(Map<String, Object> document) {
    try {
      return JsonXContent.contentBuilder().map(document).toString();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertFault(String fieldMap, String before, String message) {
    Map<String, Object> document = json(before);
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> DocumentTexts.find(FieldMap.parse(json(fieldMap)), document));
    assertEquals(message, e.getMessage());
    assertEquals(json(before), document);
  }

  public void testFlat() {
    assertBecomes("{'t': 's'}", "{'t': 'x', 'n': 1}", "{'t': 'x', 'n': 1, 's': {'x': 1.0}}");
  }

  public void testNestedObject() {
    assertBecomes(
        "{'favorites': {'game': 'game_sparse'}}",
        "{'favorites': {'game': 'chess', 'movie': 'm'}}",
        "{'favorites': {'game': 'chess', 'movie': 'm', 'game_sparse': {'chess': 1.0}}}");
  }

  public void testDottedSourceWritesBesideItsLeaf() {
    assertBecomes(
        "{'a.b': 'b_sparse'}", "{'a': {'b': 'x'}}", "{'a': {'b': 'x', 'b_sparse': {'x': 1.0}}}");
    assertBecomes("{'a.b': 'b_sparse'}", "{'a.b': 'x'}", "{'a.b': 'x', 'a.b_sparse': {'x': 1.0}}");
    assertBecomes(
        "{'a.b.c': 's'}",
        "{'a': {'b.c': 'x'}, 'a.b': {'c': 'y'}}",
        "{'a': {'b.c': 'x', 'b.s': {'x': 1.0}}, 'a.b': {'c': 'y', 's': {'y': 1.0}}}");
  }

  public void testDottedTarget() {
    assertBecomes("{'t': 'v.s'}", "{'t': 'x'}", "{'t': 'x', 'v': {'s': {'x': 1.0}}}");
    assertBecomes(
        "{'t': 'v.s'}",
        "{'t': 'x', 'v': {'k': 2, 's': {'old': 3.0}}}",
        "{'t': 'x', 'v': {'k': 2, 's': {'x': 1.0}}}");
    assertBecomes(
        "{'t': 'v.s'}", "{'t': 'x', 'v.s': {'old': 3.0}}", "{'t': 'x', 'v.s': {'x': 1.0}}");
    assertFault(
        "{'t': 'v.s'}",
        "{'t': 'x', 'v': 'text'}",
        "the target [v.s] cannot be written: its parent [v] must be an object, found a text");
  }

  public void testListOfTexts() {
    assertBecomes(
        "{'t': 's'}",
        "{'t': ['x', ' ', 'y']}",
        "{'t': ['x', ' ', 'y'], 's': [{'sparse_encoding': {'x': 1.0}}, {'sparse_encoding': {'y':"
            + " 1.0}}]}");
  }

  public void testListOfObjects() {
    String before = "{'n': [{'text': 'x'}, {'other': 1}, {'text': null, 'emb': {'old': 1.0}}]}";
    String after = "{'n': [{'text': 'x', 'emb': {'x': 1.0}}, {'other': 1}, {'text': null}]}";
    assertBecomes("{'n': {'text': 'emb'}}", before, after);
    assertBecomes("{'n.text': 'emb'}", before, after);
  }

  public void testNothingToEncodeRemovesTheVectorOfAnEarlierRun() {
    for (String text : List.of("'t': null,", "'t': '',", "'t': ' \\t ',", "'t': [],", "")) {
      assertBecomes(
          "{'t': 's'}", "{" + text + "'s': {'old': 1.0}, 'n': 1}", "{" + text + "'n': 1}");
    }
    assertBecomes("{'a.t': 's'}", "{'a': {'s': {'old': 1.0}}}", "{'a': {}}");
    assertBecomes("{'a.t': 's'}", "{'a.s': {'old': 1.0}}", "{}");
    assertBecomes("{'a.t': 's'}", "{'a': null}", "{'a': null}");
    assertBecomes("{'t': 'v.s'}", "{'v': {'s': {'old': 1.0}}}", "{'v': {}}");
    assertBecomes("{'t': 'v.s'}", "{'v': 'text'}", "{'v': 'text'}");
    assertBecomes(
        "{'a.t': 's'}",
        "{'a': {'t': 'x'}, 'a.s': {'old': 1.0}}",
        "{'a': {'t': 'x', 's': {'x': 1.0}}}");
    assertBecomes(
        "{'t': 'v.s'}",
        "{'t': 'x', 'v': {'s': {'old': 1.0}}, 'v.s': {'old': 1.0}}",
        "{'t': 'x', 'v': {}, 'v.s': {'x': 1.0}}");
  }

  public void testOtherFieldsStayAsTheyAre() {
    String vector = "{'.': 1.0, 'u.s': 2.0, '##ing': 3.0}";
    assertBecomes(
        "{'t': 's'}",
        "{'t': 'x', 'other': " + vector + ", 'k.l': [1, null]}",
        "{'t': 'x', 'other': " + vector + ", 'k.l': [1, null], 's': {'x': 1.0}}");
  }

  public void testUnfitValues() {
    String due = "field [t] must be a text or a list of texts, found ";
    assertFault("{'t': 's'}", "{'t': 3}", due + "a number [3]");
    assertFault("{'t': 's'}", "{'t': true}", due + "a boolean [true]");
    assertFault("{'t': 's'}", "{'t': {'u': 'x'}}", due + "an object");
    assertFault("{'t': 's'}", "{'t': ['x', null]}", due + "a list with null");
    assertFault("{'t': 's'}", "{'t': [['x']]}", due + "a list with a list");
    assertFault("{'t': 's'}", "{'t': ['x', 1]}", due + "a list with a number [1]");
    String object = "field [a] must be an object or a list of objects, found ";
    assertFault("{'a.t': 's'}", "{'a': 'x'}", object + "a text");
    assertFault("{'a.t': 's'}", "{'a': [{'t': 'x'}, null]}", object + "a list with null");
    assertFault("{'a.t': 's'}", "{'a': [['x']]}", object + "a list with a list");
  }

  public void testSeveralFieldsGetTheirOwnVectors() {
    Map<String, Object> document = new HashMap<>(json("{'a': 'x', 'b': ['y', 'z']}"));
    DocumentTexts texts =
        DocumentTexts.find(FieldMap.parse(json("{'a': 'as', 'b': 'bs'}")), document);
    assertEquals(3, texts.texts().size());
    assertBecomes(
        "{'a': 'as', 'b': 'bs'}",
        "{'a': 'x', 'b': ['y', 'z']}",
        "{'a': 'x', 'b': ['y', 'z'], 'as': {'x': 1.0}, 'bs': [{'sparse_encoding': {'y': 1.0}},"
            + " {'sparse_encoding': {'z': 1.0}}]}");
  }

  private static void assertBrings(String fieldMap, String document, SparseVector... vectors) {
    List<SparseVector> found =
        DocumentTexts.find(FieldMap.parse(json(fieldMap)), json(document)).vectors();
    assertEquals(Arrays.asList(vectors), found);
  }

  public void testVectorsThatADocumentBrings() {
    SparseVector vector = SparseVector.of(Map.of(".", 1.5f, "u.s", 2f));
    String written = "{'.': 1.5, 'u.s': 2}";
    assertBrings("{'t': 's'}", "{'t': 'x', 's': " + written + "}", vector);
    assertBrings("{'t': 's'}", "{'t': 'x', 's': {}}", SparseVector.EMPTY);
    assertBrings("{'t': 'v.s'}", "{'t': 'x', 'v': {'s': " + written + "}}", vector);
    assertBrings("{'t': 'v.s'}", "{'t': 'x', 'v.s': " + written + "}", vector);
    assertBrings("{'a.t': 's'}", "{'a.t': 'x', 'a.s': " + written + "}", vector);
    assertBrings(
        "{'n.t': 's'}",
        "{'n': [{'t': 'x'}, {'s': {'y': 1}}, {'t': 'x', 's': " + written + "}]}",
        null,
        vector);
    assertBrings(
        "{'t': 's'}",
        "{'t': ['x', ' ', 'y'], 's': [{'sparse_encoding': "
            + written
            + "}, {'sparse_encoding': {}}]}",
        vector,
        SparseVector.EMPTY);
    for (String other :
        List.of(
            "null",
            "'y'",
            "3",
            "{'x': 0}",
            "{'x': -1}",
            "{'x': 1e39}",
            "{'x': 'y'}",
            "{'': 1}",
            "{'x': null}",
            "[" + written + "]")) {
      assertBrings("{'t': 's'}", "{'t': 'x', 's': " + other + "}", (SparseVector) null);
    }
    for (String other :
        List.of(
            "{}", "[{}]", "[{}, 1]", "[{'sparse_encoding': 1}, {'other': {}}]", "[{}, {}, {}]")) {
      assertBrings("{'t': 's'}", "{'t': ['x', 'y'], 's': " + other + "}", null, null);
    }
  }

  public void testLargeDocuments() {
    Map<String, Object> wide = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      wide.put("f" + i, i);
    }
    wide.put("t", new ArrayList<>(Collections.nCopies(100_000, "x")));
    DocumentTexts texts = DocumentTexts.find(FieldMap.parse(Map.of("t", "s")), wide);
    assertEquals(100_000, texts.texts().size());
    texts.put(Collections.nCopies(100_000, SparseVector.EMPTY));
    assertEquals(100_000, ((List<?>) wide.get("s")).size());
    assertEquals(100_002, wide.size());

    String path = "a.".repeat(100) + "t";
    Map<String, Object> leaf = new HashMap<>(Map.of("t", "x"));
    Map<String, Object> deep = leaf;
    for (int i = 0; i < 100; i++) {
      deep = new HashMap<>(Map.of("a", deep));
    }
    texts = DocumentTexts.find(FieldMap.parse(Map.of(path, "s")), deep);
    texts.put(List.of(SparseVector.EMPTY));
    assertEquals(Map.of(), leaf.get("s"));
  }
}
