/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.MaskedBatch;
import io.neuralsparse.tools.train.data.MaskedBatches;
import io.neuralsparse.tools.train.data.MaskedText;
import io.neuralsparse.tools.train.loss.MaskedLanguageLoss;
import io.neuralsparse.tools.train.network.Dropout;
import io.neuralsparse.tools.train.network.TokenBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Predicts masked tokens of raw text: Devlin et al. 2019 (arXiv 1810.04805). */
final class MaskedTask implements Task {
  private final Recipe recipe;
  private final Student student;
  private final MaskedText text;
  private final MaskedBatches batches;

  private MaskedTask(Recipe recipe, Student student, MaskedText text) {
    this.recipe = recipe;
    this.student = student;
    this.text = text;
    this.batches =
        new MaskedBatches(text, recipe.optimizer().batch(), recipe.data().masked(), recipe.seed());
  }

  /** Reads the text. */
  static MaskedTask open(
      Recipe recipe, Student student, List<String> places, BadLines badLines, IntConsumer progress)
      throws IOException {
    MaskedText text =
        MaskedText.read(
            places,
            student.tokenizer(),
            recipe.data().documentTokens(),
            recipe.data().share(),
            badLines,
            progress);
    return new MaskedTask(recipe, student, text);
  }

  @Override
  public Pass pass(long number, long step, NDManager arrays) {
    MaskedBatch batch = batches.get(number);
    TokenBatch tokens = TokenBatch.of(arrays, batch.sequences(), student.padding());
    Dropout dropout = new Dropout((float) recipe.model().dropout(), recipe.seed(), number);
    NDArray states = student.network().states(tokens, dropout, recipe.model().products());
    NDArray masked = MaskedLanguageLoss.gather(states, batch.rows(), batch.columns());
    NDArray loss = MaskedLanguageLoss.of(student.network().logits(masked), batch.labels());
    return new Pass(loss, Map.of(), batch.sequences().size());
  }

  @Override
  public String origins(long number) {
    return "sequences of epoch " + batches.epoch(number);
  }

  @Override
  public Map<String, String> digests() {
    return text.digests();
  }

  @Override
  public void close() {}
}
