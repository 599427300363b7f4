/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.io.IOException;
import java.util.Optional;

/** What one part of a recipe says of another. */
final class RecipeRules {
  private final Recipe recipe;

  private RecipeRules(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * Checks a recipe whose values are legal each by itself.
   *
   * @throws IOException with the recipe's name and the keys that contradict each other
   */
  static void check(Recipe recipe) throws IOException {
    RecipeRules rules = new RecipeRules(recipe);
    rules.checkLoss();
    rules.checkTeachers();
    rules.checkPenalty();
  }

  private void checkLoss() throws IOException {
    boolean none = recipe.loss().map(loss -> loss.infonce() == 0 && !loss.distils()).orElse(false);
    if (none) {
      throw fault("[loss] must have one of [infonce, kl, margin_mse] above 0");
    }
  }

  private void checkTeachers() throws IOException {
    boolean distils = recipe.loss().map(Recipe.Loss::distils).orElse(false);
    if (distils && recipe.teachers().isEmpty()) {
      throw fault("[loss.kl] and [loss.margin_mse] need [teachers]");
    }
    if (!distils && recipe.teachers().isPresent()) {
      throw fault("[teachers] need [loss.kl] or [loss.margin_mse] above 0");
    }
    boolean fromData = recipe.teachers().map(Recipe.Teachers::fromData).orElse(false);
    if (fromData && recipe.loss().orElseThrow().inBatch()) {
      throw fault(
          "[teachers.from_data] needs [loss.in_batch] false: lines have no scores of other lines'"
              + " documents");
    }
  }

  private void checkPenalty() throws IOException {
    boolean table = recipe.kind() == Kind.INFERENCE_FREE;
    boolean ones = recipe.model().queryWeights() == Recipe.QueryWeights.ONES;
    Optional<Recipe.PenaltyKind> kind = recipe.penalty().map(Recipe.Penalty::kind);
    if (kind.equals(Optional.of(Recipe.PenaltyKind.IDF_FLOPS)) && !(table && ones)) {
      throw fault(
          "[penalty.kind] idf-flops is for [kind] inference-free with [model.query_weights] ones;"
              + " with idf, flops is the same penalty");
    }
    if (kind.equals(Optional.of(Recipe.PenaltyKind.EFFECTIVE_FLOPS)) && !(table && !ones)) {
      throw fault(
          "[penalty.kind] effective-flops is for [kind] inference-free with [model.query_weights]"
              + " idf; with ones, flops is the same penalty");
    }
  }

  private IOException fault(String message) {
    return new IOException("[" + recipe.name() + "] " + message);
  }
}
