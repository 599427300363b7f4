/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.opensearch.test.OpenSearchTestCase;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

public final class CurvesPageTests extends OpenSearchTestCase {
  private static Curve curve(String label, String unit, double... values) {
    List<Curve.Point> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(new Curve.Point(10L * (i + 1), values[i]));
    }
    return new Curve(label, unit, points);
  }

  private static Document page(String title, Curve... curves) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(CurvesPage.of(title, List.of(curves)))));
  }

  private static List<String> values(Document page, String path) throws XPathExpressionException {
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      values.add(nodes.item(i).getTextContent().strip().replaceAll("\\s+", " "));
    }
    return values;
  }

  /** [x, y] of each point of a path, in pixels. */
  private static List<double[]> places(String path) {
    List<double[]> places = new ArrayList<>();
    for (String place : path.replace("Z", "").substring(1).split("L", -1)) {
      String[] numbers = place.split(",", -1);
      places.add(new double[] {Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])});
    }
    return places;
  }

  public void testPage() throws Exception {
    Document page =
        page("toy", curve("loss", "", 4, 2, 1), curve("speed", "documents/s", 30, 31, 29));
    assertEquals(List.of("Training: toy"), values(page, "//title[not(ancestor::svg)]"));
    assertEquals(List.of("toy"), values(page, "//h1"));
    assertEquals(
        List.of(
            "loss 1.00 at step 30; from 1.00 to 4.00.",
            "speed 29.0 documents/s at step 30; from 29.0 documents/s to 31.0 documents/s."),
        values(page, "//figcaption"));
    assertEquals(
        List.of("step", "loss", "step", "documents/s"),
        values(page, "//svg/text[contains(@class, 'label')]"));
    assertEquals(
        List.of("step 10: 4.00", "step 20: 2.00", "step 30: 1.00"),
        values(page, "(//svg)[1]/circle/title"));
    assertEquals(List.of(), values(page, "//path[@class='band']/@d"));
    assertEquals(List.of("Written by neural-sparse train."), values(page, "//footer"));
    assertEquals(List.of(), values(page, "//script | //link | //img | //@src"));
  }

  /** From the axis' first tick to its last, the plot is 438 pixels wide and 160 high. */
  public void testPlacesOfPoints() throws Exception {
    Document page = page("toy", curve("loss", "", 4, 2, 1));
    assertEquals(
        List.of("0", "5", "10", "15", "20", "25", "30"),
        values(page, "//svg/text[contains(@class, 'tick middle')]"));
    List<String> heights = values(page, "//svg/text[contains(@class, 'tick end')]");
    assertEquals("0", heights.getFirst());
    assertEquals("5", heights.getLast());
    List<double[]> line = places(values(page, "//path[@class='curve']/@d").getFirst());
    double[] values = {4, 2, 1};
    for (int i = 0; i < 3; i++) {
      assertEquals(66 + 438 * (i + 1) / 3.0, line.get(i)[0], 0.01);
      assertEquals(174 - 160 * values[i] / 5, line.get(i)[1], 0.01);
    }
  }

  /** 10,000 points: means of 46 steps each, between their ends. */
  public void testManyPoints() throws Exception {
    List<Curve.Point> points = new ArrayList<>();
    for (int step = 1; step <= 10_000; step++) {
      points.add(new Curve.Point(step, 5 + (step % 2 == 0 ? 1 : -1)));
    }
    Document page = page("toy", new Curve("loss", "", points));
    List<double[]> line = places(values(page, "//path[@class='curve']/@d").getFirst());
    List<double[]> band = places(values(page, "//path[@class='band']/@d").getFirst());
    assertEquals(218, line.size());
    assertEquals(2L * line.size(), band.size());
    for (int i = 0; i < line.size() - 1; i++) {
      double most = band.get(i)[1];
      double least = band.get(band.size() - 1 - i)[1];
      assertEquals("the mean is in the middle", (most + least) / 2, line.get(i)[1], 0.02);
      assertTrue("the greatest value is above", most < least);
    }
    assertEquals(List.of(), values(page, "//circle"));
  }

  public void testValuesOfManySizes() throws Exception {
    Document page = page("toy", curve("loss", "", 1000, 10, 1, 10));
    assertEquals("loss, logarithmic", values(page, "//svg/text[contains(@class, 'label')]").get(1));
    List<double[]> line = places(values(page, "//path[@class='curve']/@d").getFirst());
    assertEquals(14, line.get(0)[1], 0.01);
    assertEquals(174 - 160 / 3.0, line.get(1)[1], 0.01);
    assertEquals(174, line.get(2)[1], 0.01);
  }

  /** One point, equal ones, negative ones, tiny and huge ones: a plot each, inside its frame. */
  public void testCorners() throws Exception {
    for (double[] values :
        new double[][] {
          {0.5},
          {0},
          {3, 3, 3},
          {-2, -2},
          {-1, 1},
          {2e-5, 1.9e-5},
          {1e9, 1.5e9},
          {0, 1e-7},
          {5, 0},
          {1e300, -1e300},
          {1e-300, 1e-290},
          {1e-9, 1}
        }) {
      Document page = page("toy", curve("x", "", values));
      List<double[]> line = places(values(page, "//path[@class='curve']/@d").getFirst());
      assertEquals(values.length, line.size());
      for (double[] place : line) {
        assertTrue("x " + place[0], place[0] >= 66 && place[0] <= 504);
        assertTrue("y " + place[1], place[1] >= 14 && place[1] <= 174);
      }
    }
  }

  /** A rate of learning that rises and goes back to nearly nothing: linear, in powers of ten. */
  public void testSmallValues() throws Exception {
    Document page = page("toy", curve("rate", "", 1e-5, 2e-5, 1e-5, 1e-12));
    assertEquals(
        List.of("rate 0.000001 · 10⁻⁶ at step 40; from 0.000001 · 10⁻⁶ to 20.0 · 10⁻⁶."),
        values(page, "//figcaption"));
    assertEquals("10⁻⁶", values(page, "//svg/text[contains(@class, 'label')]").get(1));
    List<String> heights = values(page, "//svg/text[contains(@class, 'tick end')]");
    assertEquals("0", heights.getFirst());
    assertEquals("25", heights.getLast());
  }

  public void testLargeValues() throws Exception {
    Document page = page("toy", curve("sum", "B", 1.5e9, 3e12));
    assertEquals(
        List.of("sum 3.00 · 10¹² B at step 20; from 0.00150 · 10¹² B to 3.00 · 10¹² B."),
        values(page, "//figcaption"));
    assertEquals("10¹² B", values(page, "//svg/text[contains(@class, 'label')]").get(1));
  }

  public void testLaterSteps() throws Exception {
    Curve late =
        new Curve("loss", "", List.of(new Curve.Point(10_000, 1), new Curve.Point(10_100, 2)));
    List<String> ticks = values(page("toy", late), "//svg/text[contains(@class, 'tick middle')]");
    assertEquals("10k", ticks.getFirst());
    assertTrue(ticks.toString(), ticks.size() >= 3);
  }

  public void testTextIsEscaped() throws Exception {
    Document page = page("<b>&amp;", curve("a<i>", "\"x\"", 1, 2));
    assertEquals(List.of("<b>&amp;"), values(page, "//h1"));
    assertEquals("\"x\"", values(page, "//svg/text[contains(@class, 'label')]").get(1));
  }

  public void testPointsThatAreNone() {
    assertRefused("curve [x] must have a point", List.of());
    assertRefused(
        "curve [x] must have finite values at ascending steps, got [NaN] at step [1]",
        List.of(new Curve.Point(1, Double.NaN)));
    assertRefused(
        "curve [x] must have finite values at ascending steps, got [3.0] at step [2]",
        List.of(new Curve.Point(2, 1), new Curve.Point(2, 3)));
    assertRefused(
        "curve [x] must have finite values at ascending steps, got [1.0] at step [-1]",
        List.of(new Curve.Point(-1, 1)));
  }

  private static void assertRefused(String message, List<Curve.Point> points) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new Curve("x", "", points));
    assertEquals(message, e.getMessage());
  }
}
