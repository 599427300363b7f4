/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;

/** Finds room for the names of points: beside, above or below them, where least is in the way. */
final class LabelPlaces {
  private static final double CHARACTER = 6.9;
  private static final double HEIGHT = 14;
  private static final double GAP = 9;
  private static final int RINGS = 4;

  private final Box plot;
  private final List<Box> taken = new ArrayList<>();

  /**
   * A rectangle in pixels.
   *
   * @param left smallest x
   * @param top smallest y
   * @param right largest x
   * @param bottom largest y
   */
  record Box(double left, double top, double right, double bottom) {
    /** The area that two have in common. */
    double common(Box other) {
      double width = Math.min(right, other.right) - Math.max(left, other.left);
      double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      return width > 0 && height > 0 ? width * height : 0;
    }

    double area() {
      return (right - left) * (bottom - top);
    }
  }

  /**
   * Where a name is written.
   *
   * @param box that it is in
   * @param anchor the class of the text's alignment: start, middle or end
   */
  record Place(Box box, String anchor) {
    double x() {
      return switch (anchor) {
        case "start" -> box.left();
        case "end" -> box.right();
        default -> (box.left() + box.right()) / 2;
      };
    }

    /** Of the base line. */
    double y() {
      return box.bottom() - 3;
    }
  }

  LabelPlaces(Box plot) {
    this.plot = plot;
  }

  /** Keeps labels away from a point or a line. */
  void block(Box box) {
    taken.add(box);
  }

  /** Where to write the name of a point; keeps others away from there. */
  Place place(String name, double x, double y) {
    double width = name.codePointCount(0, name.length()) * CHARACTER;
    Place best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Place place : candidates(width, x, y)) {
      Box box = place.box();
      double cost = (box.area() - box.common(plot)) * 10;
      for (Box other : taken) {
        cost += box.common(other);
      }
      if (cost < least) {
        best = place;
        least = cost;
      }
    }
    taken.add(best.box());
    return best;
  }

  /** The preferred ones first. */
  private static List<Place> candidates(double width, double x, double y) {
    List<Place> places = new ArrayList<>();
    for (int ring = 0; ring < RINGS; ring++) {
      double shift = ring * HEIGHT;
      for (double up : ring == 0 ? new double[] {0} : new double[] {-shift, shift}) {
        places.add(at(x + GAP, y + up - HEIGHT / 2, width, "start"));
        places.add(at(x - GAP - width, y + up - HEIGHT / 2, width, "end"));
      }
      places.add(at(x - width / 2, y - GAP - HEIGHT - shift, width, "middle"));
      places.add(at(x - width / 2, y + GAP + shift, width, "middle"));
    }
    return places;
  }

  private static Place at(double left, double top, double width, String anchor) {
    return new Place(new Box(left, top, left + width, top + HEIGHT), anchor);
  }
}
