/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.xcontent.XContentFactory;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.test.OpenSearchTestCase;

/** Options of two-phase searches: how they are read, sent and applied. */
public class TwoPhaseTests extends OpenSearchTestCase {
  /** Any valid options. */
  static TwoPhase anyOptions() {
    Pruning pruning =
        switch (randomFrom(Pruning.Type.values())) {
          case NONE -> Pruning.NONE;
          case TOP_K -> new Pruning(Pruning.Type.TOP_K, randomIntBetween(1, 20));
          case ALPHA_MASS -> new Pruning(Pruning.Type.ALPHA_MASS, randomDouble());
          case MAX_RATIO -> new Pruning(Pruning.Type.MAX_RATIO, randomDouble());
          case ABS_VALUE -> new Pruning(Pruning.Type.ABS_VALUE, 5 * randomDouble());
        };
    return new TwoPhase(
        pruning, randomFrom(1.0, 5.0, 1 + 30 * randomDouble()), randomIntBetween(50, 20_000));
  }

  private static Map<String, Object> json(String text) throws IOException {
    try (XContentParser parser =
        JsonXContent.jsonXContent.createParser(
            org.opensearch.core.xcontent.NamedXContentRegistry.EMPTY,
            org.opensearch.core.xcontent.DeprecationHandler.THROW_UNSUPPORTED_OPERATION,
            text)) {
      return parser.map();
    }
  }

  private static TwoPhase parse(String options) throws IOException {
    return TwoPhase.parse("two_phase", json(options));
  }

  public void testDefaults() throws IOException {
    TwoPhase expected = new TwoPhase(new Pruning(Pruning.Type.MAX_RATIO, 0.4), 5, 10_000);
    assertEquals(expected, TwoPhase.DEFAULT);
    assertEquals(expected, parse("{}"));
    assertEquals(
        expected,
        parse(
            "{\"prune_type\": null, \"prune_ratio\": null, \"expansion_rate\": null,"
                + " \"max_window_size\": null}"));
    assertEquals(
        expected,
        parse(
            "{\"prune_type\": \"max_ratio\", \"prune_ratio\": 0.4, \"expansion_rate\": 5,"
                + " \"max_window_size\": 10000.0}"));
    for (String type : Set.of("max_ratio", "alpha_mass", "abs_value")) {
      assertEquals(
          new Pruning(Pruning.Type.named(type), 0.4),
          parse("{\"prune_type\": \"" + type + "\"}").pruning());
    }
    assertEquals(Pruning.NONE, parse("{\"prune_type\": \"none\"}").pruning());
  }

  private static void assertRefused(String options, String message) {
    IllegalArgumentException e = expectThrows(IllegalArgumentException.class, () -> parse(options));
    assertEquals(message, e.getMessage());
  }

  public void testBadOptionsAreExplained() {
    assertRefused(
        "{\"ratio\": 0.4}",
        "[two_phase] does not know [ratio], it takes [prune_type, prune_ratio, expansion_rate,"
            + " max_window_size]");
    for (String type : Set.of("\"MAX_RATIO\"", "3", "[1]", "true")) {
      assertRefused(
          "{\"prune_type\": " + type + "}",
          "[two_phase.prune_type] must be one of [none, top_k, alpha_mass, max_ratio, abs_value],"
              + " got ["
              + type.replace("\"", "")
              + "]");
    }
    assertRefused(
        "{\"prune_ratio\": 1}",
        "[two_phase.prune_ratio] must be in [0, 1) for [max_ratio], got [1.0]");
    assertRefused(
        "{\"prune_type\": \"alpha_mass\", \"prune_ratio\": -0.1}",
        "[two_phase.prune_ratio] must be in [0, 1) for [alpha_mass], got [-0.1]");
    assertRefused(
        "{\"prune_type\": \"top_k\", \"prune_ratio\": 2.5}",
        "[two_phase.prune_ratio] must be a positive integer for [top_k], got [2.5]");
    assertRefused(
        "{\"prune_type\": \"top_k\"}",
        "[two_phase.prune_ratio] must be a number for [top_k], got [null]");
    assertRefused(
        "{\"prune_type\": \"abs_value\", \"prune_ratio\": -1}",
        "[two_phase.prune_ratio] must be 0 or more for [abs_value], got [-1.0]");
    assertRefused(
        "{\"prune_ratio\": \"0.4\"}",
        "[two_phase.prune_ratio] must be a number for [max_ratio], got [0.4]");
    assertRefused(
        "{\"prune_type\": \"none\", \"prune_ratio\": 0.4}",
        "[two_phase.prune_ratio] needs a [prune_type] other than [none], got [0.4] with it");
    Map<String, String> rates =
        Map.of(
            "0.99", "0.99", "-5", "-5", "\"5\"", "5", "true", "true", "1e39", "1.0E39", "[5]",
            "[5]");
    rates.forEach(
        (rate, shown) ->
            assertRefused(
                "{\"expansion_rate\": " + rate + "}",
                "[two_phase.expansion_rate] must be a finite number from 1, got [" + shown + "]"));
    for (String size : Set.of("49", "0", "-1", "100.5", "3000000000", "yes")) {
      assertRefused(
          "{\"max_window_size\": " + (size.equals("yes") ? "\"yes\"" : size) + "}",
          "[two_phase.max_window_size] must be an integer from 50, got [" + size + "]");
    }
  }

  public void testWireAndContentKeepEverything() throws IOException {
    for (int i = 0; i < 200; i++) {
      TwoPhase options = anyOptions();
      BytesStreamOutput out = new BytesStreamOutput();
      options.writeTo(out);
      assertEquals(options, TwoPhase.read(out.bytes().streamInput()));
      XContentBuilder content = XContentFactory.jsonBuilder();
      options.toXContent(content, ToXContent.EMPTY_PARAMS);
      assertEquals(options, parse(content.toString()));
    }
  }

  public void testSplitsAreTheWhole() {
    for (int i = 0; i < 500; i++) {
      TwoPhase options = anyOptions();
      Map<String, Float> weights = new HashMap<>();
      for (int t = randomIntBetween(0, 12); t > 0; t--) {
        weights.put("t" + t, randomFrom(1f, 2f, randomFloat() + 1e-6f, 1e-40f, 1e30f));
      }
      SparseVector tokens = SparseVector.of(weights);
      Map<String, Float> heavy = options.heavy(tokens).toMap();
      Map<String, Float> light = options.light(tokens).toMap();
      Map<String, Float> both = new HashMap<>(heavy);
      both.putAll(light);
      assertEquals(weights, both);
      assertEquals(weights.size(), heavy.size() + light.size());
      assertTrue("something is heavy", weights.isEmpty() || !heavy.isEmpty());
      Map<String, Float> kept = options.pruning().apply(tokens).toMap();
      if (!kept.isEmpty()) {
        assertEquals(kept, heavy);
      } else if (!weights.isEmpty()) {
        assertEquals(Set.of(tokens.entries().getFirst().token()), heavy.keySet());
      }
      int wanted = randomIntBetween(1, 100);
      assertEquals(options.heavy(tokens), new Phase(false, heavy.size(), wanted).usual(tokens));
      assertEquals(options.light(tokens), new Phase(true, heavy.size(), wanted).usual(tokens));
    }
  }

  public void testWindow() {
    assertEquals(50, TwoPhase.DEFAULT.window(10));
    assertEquals(10_000, TwoPhase.DEFAULT.window(2000));
    assertEquals(10_000, TwoPhase.DEFAULT.window(Integer.MAX_VALUE));
    assertEquals(11, new TwoPhase(Pruning.NONE, 1.1, 50).window(10));
    assertEquals(50, new TwoPhase(Pruning.NONE, 1e38, 50).window(Integer.MAX_VALUE));
  }
}
