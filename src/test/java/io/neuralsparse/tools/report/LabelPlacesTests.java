/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import io.neuralsparse.tools.report.LabelPlaces.Box;
import io.neuralsparse.tools.report.LabelPlaces.Place;
import java.util.ArrayList;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

public class LabelPlacesTests extends OpenSearchTestCase {
  private static final Box PLOT = new Box(0, 0, 500, 300);

  public void testNamesAreOnTheRightWhereThereIsRoom() {
    Place place = new LabelPlaces(PLOT).place("name", 100, 100);
    assertEquals("start", place.anchor());
    assertEquals(109, place.x(), 0);
    assertEquals(104, place.y(), 0);
  }

  public void testNamesStayInThePlot() {
    Place place = new LabelPlaces(PLOT).place("name", 495, 100);
    assertEquals("end", place.anchor());
    assertEquals(486, place.x(), 0);
  }

  public void testNamesOfNeighboursDoNotTouch() {
    LabelPlaces places = new LabelPlaces(PLOT);
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boxes.add(places.place("a name of some length", 250 + i, 150 + i).box());
    }
    for (int i = 0; i < boxes.size(); i++) {
      assertEquals(boxes.get(i).area(), boxes.get(i).common(PLOT), 1e-9);
      for (int j = 0; j < i; j++) {
        assertEquals(0, boxes.get(i).common(boxes.get(j)), 0);
      }
    }
  }
}
