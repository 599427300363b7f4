/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.io.stream.Writeable;
import org.opensearch.core.xcontent.ToXContentObject;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * How a query is searched in two phases: which tokens are heavy enough to choose the candidates,
 * and how many candidates get the whole score.
 *
 * @param pruning keeps the heavy tokens; where it would keep none, the heaviest counts as heavy
 * @param expansionRate candidates for each hit of the page, finite, from 1
 * @param maxWindowSize the most candidates, from 50
 */
record TwoPhase(Pruning pruning, double expansionRate, int maxWindowSize)
    implements Writeable, ToXContentObject {
  /** The parameter of a query. */
  static final String NAME = "two_phase";

  private static final String PRUNE_TYPE = "prune_type";
  private static final String PRUNE_RATIO = "prune_ratio";
  private static final String EXPANSION_RATE = "expansion_rate";
  private static final String MAX_WINDOW_SIZE = "max_window_size";
  private static final List<String> OPTIONS =
      List.of(PRUNE_TYPE, PRUNE_RATIO, EXPANSION_RATE, MAX_WINDOW_SIZE);

  private static final double DEFAULT_RATIO = 0.4;
  private static final int SMALLEST_MAX_WINDOW = 50;

  /** What holds where nothing else is said. */
  static final TwoPhase DEFAULT =
      new TwoPhase(new Pruning(Pruning.Type.MAX_RATIO, DEFAULT_RATIO), 5, 10_000);

  /**
   * Reads the options of a request or of a pipeline.
   *
   * @param parameter the name of the object, for messages
   * @param options option → value; absent and null: the default
   * @throws IllegalArgumentException for an unknown option, or a value that is not allowed; the
   *     message names option, rule and value
   */
  static TwoPhase parse(String parameter, Map<String, ?> options) {
    for (String option : options.keySet()) {
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "[" + parameter + "] does not know [" + option + "], it takes " + OPTIONS);
      }
    }
    return new Options(parameter, options).read();
  }

  /** Reads the object from a query. */
  static TwoPhase parse(ParameterReader reader) throws IOException {
    reader.enter(NAME, OPTIONS);
    try {
      return parse(NAME, reader.parser().map());
    } catch (IllegalArgumentException e) {
      throw reader.fault(e.getMessage());
    }
  }

  /** The heavy tokens of a query; at least one where there is any. */
  SparseVector heavy(SparseVector tokens) {
    SparseVector kept = pruning.apply(tokens);
    return kept.isEmpty() ? new Pruning(Pruning.Type.TOP_K, 1).apply(tokens) : kept;
  }

  /** The other tokens. */
  SparseVector light(SparseVector tokens) {
    return tokens.lightest(tokens.size() - heavy(tokens).size());
  }

  /**
   * The number of candidates for a page.
   *
   * @param page hits up to the page's end
   */
  int window(int page) {
    return (int) Math.min(Math.round(page * expansionRate), maxWindowSize);
  }

  /** Reads what {@link #writeTo} wrote. */
  static TwoPhase read(StreamInput in) throws IOException {
    Pruning pruning = new Pruning(Pruning.Type.named(in.readString()), in.readDouble());
    return new TwoPhase(pruning, in.readDouble(), in.readVInt());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeString(pruning.type().label());
    out.writeDouble(pruning.ratio());
    out.writeDouble(expansionRate);
    out.writeVInt(maxWindowSize);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject();
    builder.field(PRUNE_TYPE, pruning.type().label());
    if (pruning.type() != Pruning.Type.NONE) {
      builder.field(PRUNE_RATIO, pruning.ratio());
    }
    builder.field(EXPANSION_RATE, expansionRate);
    builder.field(MAX_WINDOW_SIZE, maxWindowSize);
    return builder.endObject();
  }

  /** Options as they come, with what messages need. */
  private record Options(String parameter, Map<String, ?> values) {
    TwoPhase read() {
      return new TwoPhase(pruning(), expansionRate(), maxWindowSize());
    }

    private Pruning pruning() {
      Pruning.Type type = type();
      Object ratio = values.get(PRUNE_RATIO);
      if (type == Pruning.Type.NONE) {
        if (ratio != null) {
          throw fault(
              PRUNE_RATIO, "needs a [prune_type] other than [none], got [" + ratio + "] with it");
        }
        return Pruning.NONE;
      }
      if (ratio == null && type != Pruning.Type.TOP_K) {
        ratio = DEFAULT_RATIO;
      }
      if (!(ratio instanceof Number number)) {
        throw fault(
            PRUNE_RATIO, "must be a number for [" + type.label() + "], got [" + ratio + "]");
      }
      try {
        return new Pruning(type, number.doubleValue());
      } catch (IllegalArgumentException e) {
        throw fault(PRUNE_RATIO, e.getMessage());
      }
    }

    private Pruning.Type type() {
      Object label = values.get(PRUNE_TYPE);
      if (label == null) {
        return DEFAULT.pruning.type();
      }
      try {
        return Pruning.Type.named(label.toString());
      } catch (IllegalArgumentException e) {
        throw fault(PRUNE_TYPE, e.getMessage());
      }
    }

    private double expansionRate() {
      Object rate = values.get(EXPANSION_RATE);
      if (rate == null) {
        return DEFAULT.expansionRate;
      }
      if (rate instanceof Number number
          && number.doubleValue() >= 1
          && number.doubleValue() <= Float.MAX_VALUE) {
        return number.doubleValue();
      }
      throw fault(EXPANSION_RATE, "must be a finite number from 1, got [" + rate + "]");
    }

    private int maxWindowSize() {
      Object size = values.get(MAX_WINDOW_SIZE);
      if (size == null) {
        return DEFAULT.maxWindowSize;
      }
      if (size instanceof Number number
          && number.doubleValue() == number.intValue()
          && number.intValue() >= SMALLEST_MAX_WINDOW) {
        return number.intValue();
      }
      throw fault(MAX_WINDOW_SIZE, "must be an integer from 50, got [" + size + "]");
    }

    private IllegalArgumentException fault(String option, String message) {
      return new IllegalArgumentException("[" + parameter + "." + option + "] " + message);
    }
  }
}
