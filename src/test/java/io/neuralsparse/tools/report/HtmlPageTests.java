/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.opensearch.test.OpenSearchTestCase;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

public class HtmlPageTests extends OpenSearchTestCase {
  private Path folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
  }

  private static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private Document page() throws Exception {
    return parse(HtmlPage.of(List.of(SmallEvaluation.read(folder))));
  }

  private static List<Element> elements(Object from, String path) throws XPathExpressionException {
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, from, XPathConstants.NODESET);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static List<String> texts(Object from, String path) throws XPathExpressionException {
    return elements(from, path).stream().map(HtmlPageTests::text).toList();
  }

  private static String text(Node node) {
    return node.getTextContent().strip().replaceAll("\\s+", " ");
  }

  private static Element table(Document page, String caption) throws XPathExpressionException {
    List<Element> tables = elements(page, "//table[starts-with(caption, '" + caption + "')]");
    assertEquals(1, tables.size());
    return tables.getFirst();
  }

  public void testRelevanceIsATableWithTheSignificantMarked() throws Exception {
    Element table = table(page(), "Relevance");
    assertEquals(List.of("System", "NDCG@10", "MAP"), texts(table, "thead/tr/th"));
    assertEquals(List.of("bm25", "0.500", "0.400"), texts(table, "tbody/tr[1]/*"));
    assertEquals(List.of("lexical", "▲0.563", "▼0.350"), texts(table, "tbody/tr[2]/*"));
    assertEquals(
        List.of("better than bm25, p = 0.032", "worse than bm25, p = < 0.001"),
        elements(table, ".//abbr").stream().map(mark -> mark.getAttribute("title")).toList());
    assertEquals(List.of("0.400", "▲0.563"), texts(table, ".//td[contains(@class, 'best')]"));
  }

  public void testOnlyWhatIsSignificantIsMarked() throws Exception {
    String page = HtmlPage.of(List.of(SmallEvaluation.read(folder, "0.0321", "0.05")));
    assertEquals(
        List.of("lexical", "0.563", "▼0.350"),
        texts(table(parse(page), "Relevance"), "tbody/tr[2]/*"));
  }

  public void testCostIsATable() throws Exception {
    Element table = table(page(), "Cost");
    assertEquals(
        List.of("bm25", "–", "–", "–", "1.23 MB", "800", "1.00", "1.50", "4.00", "–"),
        texts(table, "tbody/tr[1]/*"));
    assertEquals(
        List.of(
            "lexical",
            "1.76",
            "3.00",
            "2.50",
            "2.35 MB",
            "600",
            "2.00",
            "3.00",
            "5.00",
            "2.00 (1.90–2.10)"),
        texts(table, "tbody/tr[2]/*"));
  }

  public void testTestsAndReferencesAreTables() throws Exception {
    Document page = page();
    Element differences = table(page, "Differences");
    assertEquals(
        List.of("lexical", "bm25", "NDCG@10", "+0.063", "+0.010 to +0.115", "0.032"),
        texts(differences, "tbody/tr[1]/*"));
    assertEquals(
        List.of("lexical", "bm25", "MAP", "−0.050", "–", "< 0.001"),
        texts(differences, "tbody/tr[2]/*"));
    Element references = table(page, "Figures");
    assertEquals(
        List.of("bm25", "NDCG@10", "published: a paper", "0.500", "0.510", "−0.010 ✓", "± 0.020"),
        texts(references, "tbody/tr[1]/*"));
    assertEquals(
        List.of(
            "lexical",
            "NDCG@10",
            "expected: an earlier run",
            "0.563",
            "0.600",
            "−0.037 ✗",
            "± 0.020"),
        texts(references, "tbody/tr[2]/*"));
  }

  private static Element plot(Document page, String id) throws XPathExpressionException {
    List<Element> plots = elements(page, "//svg[starts-with(@aria-labelledby, '" + id + "-t')]");
    assertEquals(1, plots.size());
    return plots.getFirst();
  }

  public void testRelevanceAgainstLatency() throws Exception {
    Element plot = plot(page(), "e0-latency");
    assertEquals("NDCG@10 against latency", text(elements(plot, "title").getFirst()));
    assertEquals(
        "bm25: NDCG@10 0.500 at latency 1.00; lexical: NDCG@10 0.563 at latency 2.00.",
        text(elements(plot, "desc").getFirst()));
    // x from 0 to 3 at 66 to 504; y from 0.48 to 0.58 at 274 to 14.
    assertEquals(
        List.of("translate(212 222)", "translate(358 59.5)"),
        elements(plot, "path[starts-with(@class, 'point')]").stream()
            .map(point -> point.getAttribute("transform"))
            .toList());
    assertEquals(
        List.of("M212,222H285m0,-4v8", "M358,59.5H504m0,-4v8"),
        elements(plot, "path[starts-with(@class, 'whisker')]").stream()
            .map(whisker -> whisker.getAttribute("d"))
            .toList());
    assertEquals(
        List.of("0.48", "0.50", "0.52", "0.54", "0.56", "0.58"),
        texts(plot, "text[@class='tick end']"));
  }

  public void testSystemsWithoutVectorsAreLinesBesideFlops() throws Exception {
    Element plot = plot(page(), "e0-flops");
    assertEquals(
        "lexical: NDCG@10 0.563 at FLOPS 1.76; bm25: NDCG@10 0.500, a line.",
        text(elements(plot, "desc").getFirst()));
    assertEquals(
        "222",
        elements(plot, "line[starts-with(@class, 'reference')]").getFirst().getAttribute("y1"));
    assertEquals(1, elements(plot, "path[starts-with(@class, 'point')]").size());
  }

  public void testDifferencesAreSortedBars() throws Exception {
    Element plot = plot(page(), "e0-difference-0");
    assertEquals("2 better, 1 worse, 1 equal.", text(elements(plot, "desc").getFirst()));
    List<Element> bars = elements(plot, "rect");
    assertEquals(
        List.of(
            "q4: milk foam (+0.750; 1.000 − 0.250)",
            "q2: origin of arabica (+0.500; 0.750 − 0.250)",
            "q1: how is espresso brewed (−1.000; 0.000 − 1.000)"),
        bars.stream().map(HtmlPageTests::text).toList());
    // From 66 to 504 in four; y from -1 to 1 at 214 to 14.
    assertEquals(
        List.of("66 39 75", "175.5 64 50", "394.5 114 100"),
        bars.stream()
            .map(
                b ->
                    b.getAttribute("x")
                        + " "
                        + b.getAttribute("y")
                        + " "
                        + b.getAttribute("height"))
            .toList());
  }

  public void testActiveTokensAreHistograms() throws Exception {
    Document page = page();
    assertEquals(
        List.of("2 tokens: 300 documents", "3 tokens: 600 documents", "4 tokens: 300 documents"),
        texts(plot(page, "e0-documents-0"), "rect"));
    assertEquals(4, elements(plot(page, "e0-queries-0"), "rect").size());
    assertEquals(
        List.of("mean 3.00"),
        texts(plot(page, "e0-documents-0"), "text[starts-with(@class, 'name')]"));
  }

  public void testBinsAreRound() {
    assertEquals(1, HistogramPlot.binWidth(0));
    assertEquals(1, HistogramPlot.binWidth(39));
    assertEquals(2, HistogramPlot.binWidth(40));
    assertEquals(5, HistogramPlot.binWidth(199));
    assertEquals(10, HistogramPlot.binWidth(200));
    assertEquals(1000, HistogramPlot.binWidth(30_522));
  }

  /** The small evaluation with systems that are as good as lexical, and as dear. */
  private Evaluation withCopies(String... names) throws IOException {
    Evaluation small = SmallEvaluation.read(folder);
    List<SystemResult> systems = new ArrayList<>(small.systems());
    SystemResult lexical = systems.get(1);
    for (String name : names) {
      systems.add(
          new SystemResult(
              name, null, null, null, lexical.relevance(), lexical.cost(), lexical.latency()));
    }
    return new Evaluation(1, small.provenance(), small.collection(), null, null, systems, null);
  }

  public void testNamesThatAreNotBesideTheirPointsAreLedThere() throws Exception {
    String leaders = "line[@class='leader']";
    assertEquals(List.of(), elements(plot(page(), "e0-flops"), leaders));
    Document page = parse(HtmlPage.of(List.of(withCopies("a1", "a2", "a3", "a4", "a5"))));
    List<Element> lines = elements(plot(page, "e0-flops"), leaders);
    assertEquals(2, lines.size());
    String point =
        elements(plot(page, "e0-flops"), "path[starts-with(@class, 'point')]")
            .getFirst()
            .getAttribute("transform");
    for (Element line : lines) {
      assertEquals(
          point, "translate(" + line.getAttribute("x1") + " " + line.getAttribute("y1") + ")");
    }
  }

  public void testSystemsOfTheSameVectorsShareAHistogram() throws Exception {
    Document page = parse(HtmlPage.of(List.of(withCopies("again"))));
    assertEquals(
        List.of("active tokens of documents, lexical, again"),
        texts(page, "//svg[contains(@aria-labelledby, 'documents')]/title"));
  }

  public void testCasesShowWhatEachTokenGives() throws Exception {
    Document page = page();
    assertEquals(
        List.of("lexical: the worst queries against bm25"),
        texts(page, "//h4[contains(., 'worst')]"));
    Element details = elements(page, "//details").getFirst();
    assertEquals(
        "how is espresso brewed query q1: NDCG@10 of bm25 1.000, lexical 0.000",
        text(elements(details, "summary").getFirst()));
    assertEquals(List.of("A Relevant, grade 1 d1", "B Not judged d2"), texts(details, ".//h5"));
    assertEquals(
        List.of("Ranks: bm25 1, lexical not found", "Ranks: bm25 7, lexical 1"),
        texts(details, ".//article/p[3]"));
    Element table = elements(details, ".//table").getFirst();
    assertEquals(List.of("Token", "Query", "A (relevant)", "B"), texts(table, "thead/tr/th"));
    assertEquals(List.of("espresso", "8.00", "·", "0.50 → 4.00"), texts(table, "tbody/tr[1]/*"));
    assertEquals(
        List.of("##ed", "2.00", "0.25 → 0.50", "0.25 → 0.50"), texts(table, "tbody/tr[2]/*"));
    assertEquals(List.of("Score", "", "not found", "4.50"), texts(table, "tbody/tr[3]/*"));
    assertEquals(List.of("Heaviest others", "", "water 0.90", ""), texts(table, "tbody/tr[4]/*"));
    assertEquals(
        List.of("number shade5", "number shade1", "number shade1"),
        elements(table, ".//td[contains(@class, 'shade')]").stream()
            .map(cell -> cell.getAttribute("class"))
            .toList());
  }

  public void testWhereItIsFrom() throws Exception {
    Document page = page();
    assertEquals(List.of("neural-sparse", "OpenSearch", "cores", "depth"), texts(page, "//dl/dt"));
    assertEquals(List.of("0.1.0", "3.8.0", "2", "1000 hits"), texts(page, "//dl/dd"));
    assertEquals(
        List.of("Versions, 2026-01-02T03:04:05Z", "Machine", "Protocol"),
        texts(page, "//div[@class='groups']//h4"));
    assertEquals(
        List.of("neural-sparse evaluate coffee --systems bm25,lexical"), texts(page, "//pre"));
    assertEquals(
        List.of("lexical", "neural_sparse on [vector]", "prune_ratio: 0.1", "lexical sha256:0123"),
        texts(table(page, "Systems"), "tbody/tr[2]/*"));
  }

  public void testSeveralCollectionsHaveAnOverview() throws Exception {
    Evaluation other = SmallEvaluation.read(folder, "\"mean\": 0.5,", "\"mean\": 0.25,");
    Document page = parse(HtmlPage.of(List.of(SmallEvaluation.read(folder), other)));
    Element table = table(page, "NDCG@10 on all collections");
    assertEquals(List.of("bm25", "0.500", "0.250", "0.375"), texts(table, "tbody/tr[1]/*"));
    assertEquals(List.of("coffee", "coffee"), texts(page, "//nav//a"));
    assertEquals(
        List.of("#e0", "#e1"),
        elements(page, "//nav//a").stream().map(link -> link.getAttribute("href")).toList());
    assertUniqueAndReferenced(page);
  }

  private static void assertUniqueAndReferenced(Document page) throws XPathExpressionException {
    Set<String> ids = new HashSet<>();
    for (Element each : elements(page, "//*[@id]")) {
      assertTrue(each.getAttribute("id"), ids.add(each.getAttribute("id")));
    }
    for (Element plot : elements(page, "//svg[@role='img']")) {
      for (String id : plot.getAttribute("aria-labelledby").split(" ", -1)) {
        assertTrue(id, ids.contains(id));
      }
      assertEquals(1, elements(plot, "title[text()]").size());
      assertEquals(1, elements(plot, "desc[text()]").size());
    }
    for (Element link : elements(page, "//a")) {
      assertTrue(ids.contains(link.getAttribute("href").substring(1)));
    }
  }

  public void testThePageNeedsNothingButItself() throws Exception {
    String text = HtmlPage.of(List.of(SmallEvaluation.read(folder)));
    Document page = parse(text);
    assertUniqueAndReferenced(page);
    assertEquals(List.of(), elements(page, "//script | //link | //img | //iframe | //use"));
    assertEquals(List.of(), elements(page, "//@src/.. | //@style/.. | //@srcset/.."));
    assertFalse(text, text.contains("url(") || text.contains("@import") || text.contains("://"));
    assertTrue(text, text.startsWith("<!DOCTYPE html>\n<html lang=\"en\">\n"));
    assertTrue(text, text.contains("(prefers-color-scheme: dark)"));
    for (Element table : elements(page, "//table")) {
      assertFalse(text(elements(table, "caption").getFirst()).isEmpty());
      assertTrue(elements(table, ".//th[not(@scope)]").isEmpty());
    }
  }

  public void testTheSameFileGivesTheSamePage() throws IOException {
    String page = HtmlPage.of(List.of(SmallEvaluation.read(folder)));
    assertEquals(page, HtmlPage.of(List.of(SmallEvaluation.read(folder))));
    assertEquals(
        MarkdownPage.of(List.of(SmallEvaluation.read(folder))),
        MarkdownPage.of(List.of(SmallEvaluation.read(folder))));
  }

  public void testNoTextOfAFileIsMarkup() throws Exception {
    String[] texts = {
      "coffee",
      "a remark",
      "neural-sparse evaluate coffee",
      "OpenSearch",
      "3.8.0",
      "cores",
      "depth",
      "1000 hits",
      "paired randomisation",
      "match on [text]",
      "neural_sparse on [vector]",
      "sha256:0123",
      "prune_ratio",
      "a paper",
      "how is espresso brewed",
      "milk foam",
      "q4",
      "d2",
      "An espresso machine.",
      "Espresso",
      "##ed",
      "water",
      "map",
      "2026-01-02T03:04:05Z"
    };
    String[] attacks = {
      "<script>alert(1)</script>",
      "\\\"><img src=x onerror=alert(1)>",
      "' onload='alert(1)",
      "</title></style></textarea></svg><script src=//evil></script>",
      "<!-- ]]> & &lt; &#60;script&#62; {} \\u0000 \\ud800 \\u202e \\uffff"
    };
    int elements = elements(page(), "//*").size();
    for (String text : texts) {
      for (String attack : attacks) {
        Evaluation hostile = SmallEvaluation.read(folder, text, attack);
        Document page = parse(HtmlPage.of(List.of(hostile)));
        assertEquals(text + " " + attack, elements, elements(page, "//*").size());
        assertEquals(List.of(), elements(page, "//script | //img | //@onerror/.. | //@onload/.."));
        parse(HtmlPage.of(List.of(hostile, hostile)));
      }
    }
    Evaluation hostile = SmallEvaluation.read(folder, "how is espresso brewed", attacks[0]);
    Document page = parse(HtmlPage.of(List.of(hostile)));
    assertEquals(
        List.of("<script>alert(1)</script>"), texts(page, "//summary/span[@class='query']"));
  }

  public void testLittleIsEnoughForAPage() throws Exception {
    SystemResult system =
        new SystemResult(
            "run",
            null,
            null,
            null,
            new SystemResult.Relevance(null, null, null),
            new SystemResult.Cost(null, null, null, null, null, null),
            null);
    Evaluation least =
        new Evaluation(
            1,
            new Provenance("2026-01-02", "a command", null, null),
            new TestCollection("c", "test", 0, null, List.of(new TestCollection.Query("1", "", 0))),
            null,
            null,
            List.of(system),
            null);
    Document page = parse(HtmlPage.of(List.of(least)));
    assertEquals(List.of(), elements(page, "//figure"));
    assertEquals(List.of("c", "Where this is from"), texts(page, "//h2 | //h3"));
    assertTrue(MarkdownPage.of(List.of(least)).endsWith("```\na command\n```\n"));
  }
}
