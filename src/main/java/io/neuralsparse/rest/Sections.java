/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import io.neuralsparse.encode.Histogram;
import io.neuralsparse.rest.NodeStatistics.Section;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.unit.ByteSizeValue;
import org.opensearch.core.xcontent.XContentBuilder;

/** Sections of statistics: on the wire, added up, and as users see them. */
final class Sections {
  private static final String BYTES = "_in_bytes";
  private static final String MILLIS = "_in_millis";
  private static final String MICROS = "_in_micros";

  private Sections() {}

  static void write(StreamOutput out, SortedMap<String, Section> sections) throws IOException {
    out.writeMap(
        sections,
        StreamOutput::writeString,
        (to, section) -> {
          writeNumbers(to, section.sums());
          writeNumbers(to, section.maxima());
          to.writeMap(
              section.histograms(), StreamOutput::writeString, StreamOutput::writeVLongArray);
        });
  }

  private static void writeNumbers(StreamOutput out, Map<String, Long> numbers) throws IOException {
    out.writeMap(numbers, StreamOutput::writeString, StreamOutput::writeVLong);
  }

  static SortedMap<String, Section> read(StreamInput in) throws IOException {
    return new TreeMap<>(
        in.readMap(
            StreamInput::readString,
            from ->
                new Section(
                    readNumbers(from),
                    readNumbers(from),
                    from.readMap(StreamInput::readString, StreamInput::readVLongArray))));
  }

  /** As nodes wrote them that knew sums only. */
  static SortedMap<String, Section> readSums(StreamInput in) throws IOException {
    return new TreeMap<>(
        in.readMap(StreamInput::readString, from -> Section.of(readNumbers(from))));
  }

  private static Map<String, Long> readNumbers(StreamInput in) throws IOException {
    return in.readMap(StreamInput::readString, StreamInput::readVLong);
  }

  /** The sections of several nodes as one. */
  static SortedMap<String, Section> total(Collection<SortedMap<String, Section>> nodes) {
    SortedMap<String, Section> total = new TreeMap<>();
    for (SortedMap<String, Section> node : nodes) {
      node.forEach((name, section) -> total.merge(name, section, Sections::add));
    }
    return total;
  }

  private static Section add(Section a, Section b) {
    Map<String, Long> sums = new HashMap<>(a.sums());
    b.sums().forEach((name, value) -> sums.merge(name, value, Long::sum));
    Map<String, Long> maxima = new HashMap<>(a.maxima());
    b.maxima().forEach((name, value) -> maxima.merge(name, value, Math::max));
    Map<String, long[]> histograms = new HashMap<>(a.histograms());
    b.histograms().forEach((name, counts) -> histograms.merge(name, counts, Sections::add));
    return new Section(sums, maxima, histograms);
  }

  private static long[] add(long[] a, long[] b) {
    long[] sum = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  /** Prints each section as an object. */
  static void print(XContentBuilder builder, SortedMap<String, Section> sections)
      throws IOException {
    for (Map.Entry<String, Section> section : sections.entrySet()) {
      builder.startObject(section.getKey());
      SortedMap<String, Object> tree = new TreeMap<>();
      section.getValue().sums().forEach((name, value) -> put(tree, name, value));
      section.getValue().maxima().forEach((name, value) -> put(tree, name, value));
      section
          .getValue()
          .histograms()
          .forEach((name, counts) -> put(tree, name, percentiles(counts)));
      printTree(builder, tree);
      builder.endObject();
    }
  }

  @SuppressWarnings("unchecked")
  private static void put(SortedMap<String, Object> tree, String name, Object value) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      tree.put(name, value);
      return;
    }
    Object inner = tree.computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>());
    put((SortedMap<String, Object>) inner, name.substring(dot + 1), value);
  }

  private static SortedMap<String, Object> percentiles(long[] counts) {
    SortedMap<String, Object> percentiles = new TreeMap<>();
    percentiles.put("count", Arrays.stream(counts).sum());
    percentiles.put("p50" + MICROS, Histogram.percentile(counts, 0.5));
    percentiles.put("p90" + MICROS, Histogram.percentile(counts, 0.9));
    percentiles.put("p99" + MICROS, Histogram.percentile(counts, 0.99));
    percentiles.put("max" + MICROS, Histogram.maximum(counts));
    return percentiles;
  }

  @SuppressWarnings("unchecked")
  private static void printTree(XContentBuilder builder, SortedMap<String, Object> tree)
      throws IOException {
    for (Map.Entry<String, Object> entry : tree.entrySet()) {
      if (entry.getValue() instanceof SortedMap<?, ?> inner) {
        builder.startObject(entry.getKey());
        printTree(builder, (SortedMap<String, Object>) inner);
        builder.endObject();
      } else {
        print(builder, entry.getKey(), (Long) entry.getValue());
      }
    }
  }

  private static void print(XContentBuilder builder, String name, long value) throws IOException {
    if (name.endsWith(BYTES)) {
      builder.humanReadableField(name, without(name, BYTES), new ByteSizeValue(value));
    } else if (name.endsWith(MILLIS)) {
      builder.humanReadableField(name, without(name, MILLIS), TimeValue.timeValueMillis(value));
    } else if (name.endsWith(MICROS)) {
      if (builder.humanReadable()) {
        builder.field(
            without(name, MICROS), new TimeValue(value, TimeUnit.MICROSECONDS).toString());
      }
      builder.field(name, value);
    } else {
      builder.field(name, value);
    }
  }

  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
