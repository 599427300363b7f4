/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Differences between a model and the one that is to take its place, as far as stored vectors and
 * scores go by them: a stored vector holds the tokens' texts and the network's weights.
 */
final class ModelDifferences {
  /** Tokens that a message names at most. */
  private static final int NAMED = 5;

  /** Words of the text that both networks encode. */
  private static final int PROBE_WORDS = 64;

  /** A difference of weights, as a share of the largest, that rounding does not make. */
  private static final double TOLERANCE = 1e-3;

  private final Set<String> found = new LinkedHashSet<>();
  private boolean reindex;

  /** In words; empty when nothing differs. */
  List<String> found() {
    return List.copyOf(found);
  }

  /** Whether stored vectors are unfit for the new model. */
  boolean needReindex() {
    return reindex;
  }

  /** Compares the configurations. */
  void compare(ModelManifest before, ModelManifest after) {
    compare("window", before.window(), after.window());
    compare("network", network(before), network(after));
    if (before.tokenFrequency() != after.tokenFrequency()) {
      found.add(
          changed(
              "token frequency", before.tokenFrequency().label(), after.tokenFrequency().label()));
    }
  }

  private static String network(ModelManifest manifest) {
    return switch (manifest.network()) {
      case Network.Lexical lexical -> Network.Lexical.ARCHITECTURE;
      case Network.Onnx onnx -> "ONNX graph";
      case Network.Transformer transformer ->
          "transformer of "
              + transformer.config().layers()
              + " layers"
              + transformer.precision().map(precision -> ", " + precision.label()).orElse("");
    };
  }

  private void compare(String what, Object before, Object after) {
    if (!before.equals(after)) {
      reindex = true;
      found.add(changed(what, before, after));
    }
  }

  private static String changed(String what, Object before, Object after) {
    return what + ": was [" + before + "], is [" + after + "]";
  }

  /** Compares vocabularies and query weights. */
  void compare(QueryEncoder before, QueryEncoder after) {
    Vocabulary old = before.tokenizer().vocabulary();
    Vocabulary fresh = after.tokenizer().vocabulary();
    Set<String> gone = missing(old, fresh);
    if (!gone.isEmpty()) {
      reindex = true;
      found.add(
          "vocabulary: lacks "
              + some(gone)
              + " that stored vectors may have: no query text finds them any more");
    }
    Set<String> added = missing(fresh, old);
    if (!added.isEmpty()) {
      reindex = true;
      found.add("vocabulary: has " + some(added) + " that no stored vector has");
    }
    compareWeights(before, after);
  }

  /** The tokens of a vocabulary that mean something, and don't in another. */
  private static Set<String> missing(Vocabulary from, Vocabulary in) {
    Set<String> missing = new TreeSet<>();
    for (int id = 0; id < from.size(); id++) {
      String token = from.token(id);
      if (token != null && !from.isSpecial(id)) {
        int other = in.id(token);
        if (other < 0 || in.isSpecial(other)) {
          missing.add(token);
        }
      }
    }
    return missing;
  }

  private static String some(Set<String> tokens) {
    String named = tokens.stream().limit(NAMED).toList().toString();
    return tokens.size() <= NAMED
        ? "the tokens " + named
        : tokens.size() + " tokens, the first are " + named + ",";
  }

  private void compareWeights(QueryEncoder before, QueryEncoder after) {
    Vocabulary old = before.tokenizer().vocabulary();
    Vocabulary fresh = after.tokenizer().vocabulary();
    int differing = 0;
    int largest = 0;
    double difference = 0;
    for (int id = 0; id < old.size(); id++) {
      int other = old.token(id) == null || old.isSpecial(id) ? -1 : fresh.id(old.token(id));
      if (other >= 0 && before.table().weight(id) != after.table().weight(other)) {
        differing++;
        double here = Math.abs(after.table().weight(other) - before.table().weight(id));
        if (here > difference) {
          difference = here;
          largest = id;
        }
      }
    }
    if (differing > 0) {
      String token = old.token(largest);
      found.add(
          "query weights: "
              + differing
              + (differing == 1 ? " token weighs" : " tokens weigh")
              + " something else, most of all ["
              + token
              + "]: was ["
              + before.table().weight(largest)
              + "], is ["
              + after.table().weight(fresh.id(token))
              + "]");
    }
  }

  /** Compares the weights that two networks give to one text, of words of the vocabulary. */
  void compare(DocumentEncoder before, DocumentEncoder after, Vocabulary vocabulary) {
    List<String> probe = List.of(probe(vocabulary));
    Map<String, Float> old = before.encode(probe).getFirst().toMap();
    SparseVector fresh = after.encode(probe).getFirst();
    Set<String> tokens = new TreeSet<>(old.keySet());
    double largest = 0;
    double difference = 0;
    for (SparseVector.Entry entry : fresh.entries()) {
      tokens.remove(entry.token());
      double was = old.getOrDefault(entry.token(), 0f);
      largest = Math.max(largest, Math.max(was, entry.weight()));
      difference = Math.max(difference, Math.abs(was - entry.weight()));
    }
    for (String token : tokens) {
      largest = Math.max(largest, old.get(token));
      difference = Math.max(difference, old.get(token));
    }
    if (difference > TOLERANCE * largest) {
      reindex = true;
      found.add(
          "document weights: the same text gets others, up to "
              + Math.round(100 * difference / largest)
              + " % of the largest apart");
    }
  }

  private static String probe(Vocabulary vocabulary) {
    List<String> words = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.token(id);
      if (token != null
          && !vocabulary.isSpecial(id)
          && token.chars().allMatch(Character::isLetter)) {
        words.add(token);
      }
    }
    int step = Math.max(1, words.size() / PROBE_WORDS);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size() && i / step < PROBE_WORDS; i += step) {
      text.append(words.get(i)).append(' ');
    }
    return text.toString();
  }
}
