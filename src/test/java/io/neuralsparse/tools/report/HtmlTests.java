/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

public class HtmlTests extends OpenSearchTestCase {
  private static String text(String text) {
    return Html.text(text).markup();
  }

  public void testTextMeansNothingButItself() {
    assertEquals(
        "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp;amp; &quot;",
        text("<script>alert('1')</script> &amp; \""));
    assertEquals("{} – ünï 中文 🙂", text("{} – ünï 中文 🙂"));
    assertEquals("a\tb\nc", text("a\tb\nc"));
  }

  public void testCharactersThatNoDocumentMayHoldAreReplaced() {
    assertEquals("a\uFFFDb\uFFFDc\uFFFDd", text("a\u0000b\u001Bc\u007Fd"));
    assertEquals("\uFFFD\uFFFD", text("\u0085\u009F"));
    assertEquals("\uFFFD\uFFFD", text("\uFFFE\uFFFF"));
    assertEquals("a\uFFFDb\uFFFD", text("a\uD83Db\uDE00"));
    assertEquals("\uFFFD", text("\r"));
  }

  public void testValuesOfTemplatesAreEscapedAndMarkupIsNot() {
    assertEquals(
        "<b title=\"&quot;&gt;\"><i>&lt;</i></b>",
        Html.of("<b title=\"{}\">{}</b>", "\">", Html.of("<i>{}</i>", "<")).markup());
    assertEquals(
        "<p>&lt;1&gt;<br/></p>", Html.of("<p>{}</p>", List.of("<1>", new Html("<br/>"))).markup());
    // What goes in is not looked at for places.
    assertEquals("{}|x", Html.of("{}|{}", "{}", "x").markup());
  }

  public void testFractionsHaveTwoDigitsAtMost() {
    assertEquals(
        "0 1 -0.5 12.35 100", Html.of("{} {} {} {} {}", -0.001, 1.0, -0.5, 12.346, 1e2).markup());
    assertEquals("7", Html.of("{}", 7).markup());
  }

  public void testTemplatesAndValuesMustAgree() {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> Html.of("<p>{}</p>", 1, 2));
    assertEquals("too many values for <p>{}</p>", e.getMessage());
    e = expectThrows(IllegalArgumentException.class, () -> Html.of("<p>{}{}</p>", 1));
    assertEquals("too few values for <p>{}{}</p>", e.getMessage());
  }
}
