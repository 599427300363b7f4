/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.TokenLimits;
import io.neuralsparse.tools.train.data.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What runs of one process share: teachers' vectors, and examples and collections in memory, read
 * once for all runs of one process that ask for the same with the tokeniser of the same folder. The
 * files are taken to stay as they are. For one thread.
 */
final class Inputs {
  private final Map<List<Object>, TrainingSet> sets = new HashMap<>();
  private final Map<List<Object>, Trial> trials = new HashMap<>();
  private final Optional<Path> vectors;

  /** Of one run, which keeps vectors in its own folder. */
  Inputs() {
    this.vectors = Optional.empty();
  }

  /**
   * Of runs with the same teachers.
   *
   * @param vectors folder for what teachers compute
   */
  Inputs(Path vectors) {
    this.vectors = Optional.of(vectors);
  }

  /**
   * Where teachers keep what they computed.
   *
   * @param own of the run
   */
  Path vectors(Path own) {
    return vectors.orElse(own);
  }

  /** As {@link TrainingSet#read}. */
  TrainingSet examples(
      List<String> places,
      Path folder,
      Tokenizer tokenizer,
      TokenLimits limits,
      BadLines badLines,
      IntConsumer progress)
      throws IOException {
    List<Object> key = List.of(places, folder, limits);
    TrainingSet set = sets.get(key);
    if (set == null) {
      sets.clear(); // one at a time: they are large
      set = TrainingSet.read(places, tokenizer, limits, badLines, progress);
      sets.put(key, set);
    }
    return set;
  }

  /** As {@link Trial#read}. */
  Trial collection(
      Path collection, String split, Path folder, Tokenizer tokenizer, TokenLimits limits)
      throws IOException {
    List<Object> key = List.of(collection, split, folder, limits);
    Trial trial = trials.get(key);
    if (trial == null) {
      trial = Trial.read(collection, split, tokenizer, limits);
      trials.put(key, trial);
    }
    return trial;
  }
}
