/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.List;

/**
 * A number that changes while something is trained.
 *
 * @param label what it is
 * @param unit what it is counted in; empty for a mere number
 * @param points at least one, their steps ascending
 */
public record Curve(String label, String unit, List<Point> points) {
  /**
   * The number at a step.
   *
   * @param step 0 or more
   * @param value finite
   */
  public record Point(long step, double value) {}

  /**
   * Checks the points.
   *
   * @throws IllegalArgumentException when there is none, or one is not as it must be
   */
  public Curve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("curve [" + label + "] must have a point");
    }
    long before = -1;
    for (Point point : points) {
      if (point.step <= before || !Double.isFinite(point.value)) {
        throw new IllegalArgumentException(
            "curve ["
                + label
                + "] must have finite values at ascending steps, got ["
                + point.value
                + "] at step ["
                + point.step
                + "]");
      }
      before = point.step;
    }
  }

  Point last() {
    return points.getLast();
  }

  double least() {
    return points.stream().mapToDouble(Point::value).min().orElseThrow();
  }

  double most() {
    return points.stream().mapToDouble(Point::value).max().orElseThrow();
  }
}
