/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.LongText;
import io.neuralsparse.vector.Pruning;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.opensearch.ingest.ConfigurationUtils;

/**
 * What a pipeline says of one processor.
 *
 * @param model encodes
 * @param fields hold the texts, and get the vectors
 * @param pruning drops light tokens
 * @param longText what becomes of texts that are longer than the model's window
 * @param skipExisting whether vectors of unchanged texts are copied from the stored document
 */
record EncodingOptions(
    ModelChoice model, FieldMap fields, Pruning pruning, LongText longText, boolean skipExisting) {
  private static final String MODEL_ID = "model_id";
  private static final String FIELD_MAP = "field_map";
  private static final String PRUNE_TYPE = "prune_type";
  private static final String PRUNE_RATIO = "prune_ratio";
  private static final String LONG_TEXT = "long_text";
  private static final String WINDOW_OVERLAP = "window_overlap";
  private static final String MAX_WINDOWS = "max_windows";
  private static final String SKIP_EXISTING = "skip_existing";

  /**
   * Takes its options out of a processor's configuration.
   *
   * @param models finds the model
   * @throws org.opensearch.OpenSearchParseException for the first that is not as it must be (400)
   */
  static EncodingOptions read(Reader reader, Function<String, ModelChoice> models) {
    return new EncodingOptions(
        reader.checked(MODEL_ID, () -> models.apply(reader.text(MODEL_ID))),
        reader.fields(),
        reader.pruning(),
        reader.longText(),
        ConfigurationUtils.readBooleanProperty(
            reader.type, reader.tag, reader.config, SKIP_EXISTING, false));
  }

  /**
   * The configuration of one processor.
   *
   * @param type the processor's
   * @param tag the processor's, or null
   * @param config what is read is taken out
   */
  record Reader(String type, String tag, Map<String, Object> config) {
    String text(String option) {
      return ConfigurationUtils.readOptionalStringProperty(type, tag, config, option);
    }

    /** A whole number from {@code least}, as a number or a text. */
    int whole(String option, int least, int unless) {
      Object value = config.remove(option);
      return checked(
          option,
          () -> {
            try {
              int number = value == null ? unless : Integer.parseInt(value.toString());
              if (number >= least) {
                return number;
              }
            } catch (NumberFormatException e) {
              // as one that is too small
            }
            throw new IllegalArgumentException(
                "must be a whole number from " + least + ", got [" + value + "]");
          });
    }

    <T> T checked(String option, Supplier<T> reading) {
      try {
        return reading.get();
      } catch (IllegalArgumentException e) {
        throw ConfigurationUtils.newConfigurationException(type, tag, option, e.getMessage());
      }
    }

    private FieldMap fields() {
      Map<String, Object> map = ConfigurationUtils.readMap(type, tag, config, FIELD_MAP);
      return checked(FIELD_MAP, () -> FieldMap.parse(map));
    }

    private Pruning pruning() {
      String label = text(PRUNE_TYPE);
      Object ratio = config.remove(PRUNE_RATIO);
      Pruning.Type pruneType =
          label == null ? Pruning.Type.NONE : checked(PRUNE_TYPE, () -> Pruning.Type.named(label));
      return checked(PRUNE_RATIO, () -> pruning(pruneType, ratio));
    }

    private static Pruning pruning(Pruning.Type pruneType, Object ratio) {
      if (pruneType == Pruning.Type.NONE) {
        if (ratio != null) {
          throw new IllegalArgumentException(
              "needs a [prune_type] other than [none], got [" + ratio + "] without");
        }
        return Pruning.NONE;
      }
      try {
        return new Pruning(pruneType, Double.parseDouble(String.valueOf(ratio)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "must be a number for [" + pruneType.label() + "], got [" + ratio + "]");
      }
    }

    private LongText longText() {
      String label = text(LONG_TEXT);
      LongText.Mode mode =
          label == null ? LongText.WINDOWS.mode() : checked(LONG_TEXT, () -> mode(label));
      if (mode == LongText.Mode.TRUNCATE) {
        refuseWithout(WINDOW_OVERLAP);
        refuseWithout(MAX_WINDOWS);
        return LongText.TRUNCATE;
      }
      return new LongText(
          mode,
          whole(WINDOW_OVERLAP, 0, LongText.DEFAULT_OVERLAP),
          whole(MAX_WINDOWS, 1, LongText.DEFAULT_MAX_WINDOWS));
    }

    private static LongText.Mode mode(String label) {
      return LongText.Mode.named(label)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "must be one of " + LongText.Mode.labels() + ", got [" + label + "]"));
    }

    private void refuseWithout(String option) {
      Object value = config.remove(option);
      if (value != null) {
        checked(
            option,
            () -> {
              throw new IllegalArgumentException(
                  "goes with [long_text] windows, got [" + value + "] with [truncate]");
            });
      }
    }
  }
}
