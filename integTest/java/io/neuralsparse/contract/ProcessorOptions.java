/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static io.neuralsparse.contract.Index.json;
import static io.neuralsparse.contract.LexicalWeights.assertVector;
import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.List;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The ingest processor's options: what they do, and what is said of those that can't be. */
@RunWith(Parameterized.class)
public final class ProcessorOptions {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final String MAP = "'field_map': {'t': 's'}";

  private static Http http;

  public ProcessorOptions(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void connect(String version) {
    http = Servers.http(version);
  }

  private static Answer pipeline(String options) {
    return http.put(
        "/_ingest/pipeline/options",
        json("{'processors': [{'sparse_encoding': {" + options + "}}]}"));
  }

  private static void assertRefused(String options, String message) {
    Answer answer = pipeline(options);
    assertEquals(answer.toString(), 400, answer.status());
    assertEquals(message, answer.at("error", "reason").getAsString());
    String property = message.substring(1, message.indexOf(']'));
    assertEquals(property, answer.at("error", "property_name").getAsString());
    assertEquals("sparse_encoding", answer.at("error", "processor_type").getAsString());
  }

  private static JsonElement vector(String options, String text) {
    pipeline(options).ok();
    return http.post(
            "/_ingest/pipeline/options/_simulate",
            json("{'docs': [{'_source': {'t': '" + text + "'}}]}"))
        .ok()
        .at("docs", 0, "doc", "_source", "s");
  }

  @Test
  public void defaults() {
    assertVector("good day . good .", vector(MAP, "Good day. Good."));
    assertVector(
        "good day",
        vector(
            MAP
                + ", 'model_id': 'lexical', 'batch_size': 1, 'prune_type': 'none', 'long_text':"
                + " 'windows', 'window_overlap': 0, 'max_windows': 1, 'skip_existing': true, 'tag':"
                + " 'x', 'description': 'y', 'ignore_failure': false",
            "Good day"));
    assertVector("good day", vector(MAP + ", 'long_text': 'truncate'", "Good day"));
  }

  /** Weights of one, two, three and four occurrences of ten tokens: 1.65, 1.88, 1.98, 2.03. */
  @Test
  public void pruning() {
    String text = "four three four two four three four one two three";
    Map<String, Double> all = LexicalWeights.of(text);
    double four = all.get("four");
    double three = all.get("three");
    double two = all.get("two");
    double one = all.get("one");
    assertPruned(all, "none", null, text);
    assertPruned(Map.of("four", four), "top_k", "1", text);
    assertPruned(Map.of("four", four, "three", three), "top_k", "2", text);
    assertPruned(all, "top_k", "100", text);
    assertPruned(Map.of("four", four, "three", three), "max_ratio", "0.95", text);
    assertPruned(all, "max_ratio", "0", text);
    assertPruned(Map.of("four", four, "three", three, "two", two), "abs_value", "1.7", text);
    assertPruned(Map.of("four", four, "three", three), "abs_value", "'1.9'", text);
    assertPruned(Map.of(), "abs_value", "5", text);
    // At least one, and then as long as the sum is at most alpha of the whole.
    double sum = four + three + two + one;
    assertPruned(Map.of("four", four), "alpha_mass", "0", text);
    assertPruned(Map.of("four", four), "alpha_mass", "" + (four + three) / sum * 0.999, text);
    assertPruned(
        Map.of("four", four, "three", three),
        "alpha_mass",
        "" + (four + three) / sum * 1.001,
        text);
    assertPruned(Map.of("four", four, "three", three, "two", two), "alpha_mass", "0.9999", text);
  }

  private static void assertPruned(
      Map<String, Double> expected, String type, String ratio, String text) {
    String options = MAP + ", 'prune_type': '" + type + "'";
    assertVector(
        expected, vector(ratio == null ? options : options + ", 'prune_ratio': " + ratio, text));
  }

  @Test
  public void pruningMistakes() {
    assertRefused(
        MAP + ", 'prune_type': 'best', 'prune_ratio': 0.5",
        "[prune_type] must be one of [none, top_k, alpha_mass, max_ratio, abs_value], got [best]");
    assertRefused(
        MAP + ", 'prune_type': 3",
        "[prune_type] property isn't a string, but of type [java.lang.Integer]");
    for (String none : List.of("", ", 'prune_type': 'none'")) {
      assertRefused(
          MAP + none + ", 'prune_ratio': 0.5",
          "[prune_ratio] needs a [prune_type] other than [none], got [0.5] without");
    }
    for (String type : List.of("top_k", "alpha_mass", "max_ratio", "abs_value")) {
      String number = "[prune_ratio] must be a number for [" + type + "], got ";
      assertRefused(MAP + ", 'prune_type': '" + type + "'", number + "[null]");
      assertRefused(
          MAP + ", 'prune_type': '" + type + "', 'prune_ratio': 'half'", number + "[half]");
      assertRefused(MAP + ", 'prune_type': '" + type + "', 'prune_ratio': {}", number + "[{}]");
    }
    assertRatios("top_k", "a positive integer", "0", "0.0", "-1", "-1.0", "1.5", "1.5");
    assertRatios("alpha_mass", "in [0, 1)", "-0.1", "-0.1", "1", "1.0");
    assertRatios("max_ratio", "in [0, 1)", "-0.1", "-0.1", "1.2", "1.2");
    assertRatios("abs_value", "0 or more", "-0.1", "-0.1", "'NaN'", "NaN");
  }

  private static void assertRatios(String type, String range, String... ratios) {
    for (int i = 0; i < ratios.length; i += 2) {
      assertRefused(
          MAP + ", 'prune_type': '" + type + "', 'prune_ratio': " + ratios[i],
          "[prune_ratio] must be " + range + " for [" + type + "], got [" + ratios[i + 1] + "]");
    }
  }

  @Test
  public void fieldMapMistakes() {
    assertRefused("'batch_size': 2", "[field_map] required property is missing");
    assertRefused("'field_map': {}", "[field_map] must name at least one field");
    assertRefused(
        "'field_map': ['t']",
        "[field_map] property isn't a map, but of type [java.util.ArrayList]");
    String target =
        "[field_map] the target of [t] must be the name of a field, or an object with such names,"
            + " got ";
    assertRefused("'field_map': {'t': 3}", target + "[3]");
    assertRefused("'field_map': {'t': null}", target + "[null]");
    assertRefused("'field_map': {'t': {}}", target + "[{}]");
    assertRefused("'field_map': {'t': ['s']}", target + "[[s]]");
    for (String name : List.of("", " ", "a.", ".a", "a..b")) {
      String blank = " [" + name + "] must not have an empty or blank part";
      assertRefused("'field_map': {'" + name + "': 's'}", "[field_map] the source" + blank);
      assertRefused("'field_map': {'t': '" + name + "'}", "[field_map] the target" + blank);
    }
    assertRefused(
        "'field_map': {'t': 't'}",
        "[field_map] the target [t] must not be a source of the same map");
    assertRefused(
        "'field_map': {'a': {'t': 't'}}",
        "[field_map] the target [a.t] must not be a source of the same map");
    assertRefused(
        "'field_map': {'t': 't.s'}",
        "[field_map] the target [t.s] must not lie below the text [t]");
    assertRefused(
        "'field_map': {'t': 'a', 'a.u': 's'}",
        "[field_map] the target [a] must not be above the source [a.u]");
    assertRefused(
        "'field_map': {'t': 'v', 'u': 'v.s'}",
        "[field_map] the target [v.s] must not lie below the target [v]");
    assertRefused(
        "'field_map': {'t': 's', 'u': 's'}",
        "[field_map] the target [s] must have one source, got [t] and [u]");
    assertRefused(
        "'field_map': {'t': '_index'}",
        "[field_map] the target [_index] must not be a metadata field of the document");
  }

  @Test
  public void otherMistakes() {
    assertRefused(
        MAP + ", 'model_id': 'nope'",
        "[model_id] unknown model [nope], this node has [lexical, one-layer] in"
            + " [config/neural-sparse/models]");
    assertRefused(
        MAP + ", 'model_id': '../lexical'",
        "[model_id] unknown model [../lexical], this node has [lexical, one-layer] in"
            + " [config/neural-sparse/models]");
    for (String size : List.of("0", "-3", "1.5", "many")) {
      assertRefused(
          MAP + ", 'batch_size': '" + size + "'",
          "[batch_size] must be a whole number from 1, got [" + size + "]");
    }
    assertRefused(
        MAP + ", 'skip_existing': 'yes'",
        "[skip_existing] property isn't a boolean, but of type [java.lang.String]");
    assertRefused(
        MAP + ", 'long_text': 'cut'", "[long_text] must be one of [truncate, windows], got [cut]");
    assertRefused(
        MAP + ", 'window_overlap': -1", "[window_overlap] must be a whole number from 0, got [-1]");
    assertRefused(
        MAP + ", 'max_windows': 0", "[max_windows] must be a whole number from 1, got [0]");
    assertRefused(
        MAP + ", 'max_windows': []", "[max_windows] must be a whole number from 1, got [[]]");
    assertRefused(
        MAP + ", 'long_text': 'truncate', 'window_overlap': 8",
        "[window_overlap] goes with [long_text] windows, got [8] with [truncate]");
    assertRefused(
        MAP + ", 'long_text': 'truncate', 'max_windows': 8",
        "[max_windows] goes with [long_text] windows, got [8] with [truncate]");
    Answer unknown = pipeline(MAP + ", 'field_maps': {}");
    assertEquals(unknown.toString(), 400, unknown.status());
    assertEquals(
        "processor [sparse_encoding] doesn't support one or more provided configuration parameters"
            + " [field_maps]",
        unknown.at("error", "reason").getAsString());
  }
}
