/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.opensearch.test.OpenSearchTestCase;

public class HistogramTests extends OpenSearchTestCase {
  private static void addMicros(Histogram histogram, long micros) {
    histogram.addNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  public void testPercentilesAreAtMostAnEighthTooLong() {
    Histogram histogram = new Histogram();
    long[] values =
        random().longs(1 + randomInt(2000), 0, 1L << (1 + randomInt(39))).sorted().toArray();
    for (long value : values) {
      addMicros(histogram, value);
    }
    for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 1}) {
      long exact = values[(int) Math.ceil(values.length * share) - 1];
      long told = Histogram.percentile(histogram.counts(), share);
      assertTrue(exact + " " + told, told >= exact && told <= exact + exact / 8);
    }
    assertEquals(
        Histogram.percentile(histogram.counts(), 1), Histogram.maximum(histogram.counts()));
    assertEquals(values.length, Arrays.stream(histogram.counts()).sum());
  }

  public void testShortDurationsAreExact() {
    Histogram histogram = new Histogram();
    for (int micros = 0; micros < 16; micros++) {
      addMicros(histogram, micros);
      assertEquals(micros, Histogram.maximum(histogram.counts()));
    }
    assertEquals(7, Histogram.percentile(histogram.counts(), 0.5));
    histogram.addNanos(-5);
    assertEquals(2, histogram.counts()[0]);
  }

  public void testNothingAndVeryLong() {
    Histogram histogram = new Histogram();
    assertEquals(0, Histogram.percentile(histogram.counts(), 0.99));
    histogram.addNanos(Long.MAX_VALUE);
    assertTrue(Histogram.maximum(histogram.counts()) > 1L << 39);
  }

  public void testAddedCountsAreThoseOfBoth() {
    Histogram one = new Histogram();
    Histogram other = new Histogram();
    Histogram both = new Histogram();
    for (int i = 0; i < 500; i++) {
      long micros = randomLongBetween(0, 1_000_000);
      addMicros(randomBoolean() ? one : other, micros);
      addMicros(both, micros);
    }
    long[] sum = one.counts();
    Arrays.setAll(sum, i -> sum[i] + other.counts()[i]);
    assertArrayEquals(both.counts(), sum);
  }
}
