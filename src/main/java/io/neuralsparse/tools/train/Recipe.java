/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonElement;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.tools.train.data.BatchPlan;
import io.neuralsparse.tools.train.network.Products;
import io.neuralsparse.tools.train.network.TextPooling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that a run is made of. Places of data, folders and collections are relative to the data root
 * of the command line. {@code docs/training.md} lists the keys.
 *
 * @param name of the file
 * @param json as it was read, in one line
 * @param kind what is made
 * @param seed of everything random
 * @param threads of one operation
 * @param start where the network is from
 * @param model what it becomes
 * @param data what it learns from
 * @param dev what it is tried on
 * @param optimizer how it learns
 * @param loss what it minimises; none for masked-language modelling, which has one of its own
 * @param penalty what makes its vectors sparse
 * @param teachers what it imitates
 */
public record Recipe(
    String name,
    String json,
    Kind kind,
    long seed,
    int threads,
    Start start,
    Model model,
    Data data,
    Optional<Dev> dev,
    Optimizer optimizer,
    Optional<Loss> loss,
    Optional<Penalty> penalty,
    Optional<Teachers> teachers) {

  /**
   * Where the network is from: a folder, or a configuration and the folder of a tokeniser.
   *
   * @param folder with weights; its tokeniser and its table are taken too
   * @param transformer of a new network with random weights; its vocabulary is the tokeniser's,
   *     whatever size is said here
   * @param tokenizer the folder whose tokeniser and table a new network has
   */
  public record Start(
      Optional<String> folder,
      Optional<TransformerConfig> transformer,
      Optional<String> tokenizer) {}

  /**
   * What the network becomes.
   *
   * @param activation of sparse vectors; none: what the start's folder says, else relu
   * @param pooling of dense ones
   * @param queryWeights what a token weighs in a query
   * @param tokenFrequency what repeated tokens of a query count; none: what the start's folder
   *     says, else set
   * @param dropout share of values dropped in a step
   * @param products in which numbers the layers' products of a step are computed
   * @param sparseHead whether the tape has active entries only, which is exact and faster
   */
  public record Model(
      Optional<Activation> activation,
      TextPooling pooling,
      QueryWeights queryWeights,
      Optional<TokenFrequency> tokenFrequency,
      double dropout,
      Products products,
      boolean sparseHead) {}

  /** What a token weighs in a query. */
  public enum QueryWeights {
    /** What the start's table says, and what is learned of it. */
    IDF,
    /** 1. */
    ONES
  }

  /**
   * What is learned from.
   *
   * @param places files, patterns, or folders in BEIR's layout
   * @param skipBadLines counts them instead of failing
   * @param mixing what a batch is made of
   * @param queryTokens most tokens of a query
   * @param documentTokens most tokens of a document, special ones included; of raw text all
   *     sequences have as many
   * @param negatives for each query
   * @param share of raw text that is taken
   * @param masked share of raw text's tokens to be predicted
   */
  public record Data(
      List<String> places,
      boolean skipBadLines,
      BatchPlan.Mixing mixing,
      int queryTokens,
      int documentTokens,
      int negatives,
      double share,
      double masked) {}

  /**
   * What the network is tried on, as it learns.
   *
   * @param collection folder in BEIR's layout; never one of test queries
   * @param split of its judgements
   * @param every so many steps
   * @param patience trials without a better one that end the run; 0: never
   */
  public record Dev(String collection, String split, int every, int patience) {}

  /**
   * How the network learns: AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101), a linear warm-up
   * and a linear decay to 0.
   *
   * @param steps of the run
   * @param batch queries, or sequences of raw text, of one pass
   * @param accumulate passes whose gradients make one step
   * @param rate of the network at its highest
   * @param idfRate of the query table; 0: it stays
   * @param warmUp steps
   * @param weightDecay of all but biases, gains and the table
   * @param clip greatest norm of a step's gradient; 0: none
   * @param checkpoint every so many steps
   */
  public record Optimizer(
      long steps,
      int batch,
      int accumulate,
      double rate,
      double idfRate,
      long warmUp,
      double weightDecay,
      double clip,
      long checkpoint) {}

  /**
   * What is minimised: a weighted sum.
   *
   * @param infonce weight of InfoNCE
   * @param temperature of InfoNCE
   * @param kl weight of the distillation by KL divergence
   * @param marginMse weight of the distillation by margins
   * @param inBatch whether the documents of other queries are candidates too
   */
  public record Loss(
      double infonce, double temperature, double kl, double marginMse, boolean inBatch) {

    /** Whether teachers are needed. */
    public boolean distils() {
      return kl > 0 || marginMse > 0;
    }
  }

  /** The penalties, as recipes name them. */
  public enum PenaltyKind {
    /** Plain, on the weights of documents. */
    FLOPS,
    /** On effective weights, for queries that weigh every token 1. */
    IDF_FLOPS,
    /** Plain, on effective weights, for queries that weigh by IDF. */
    EFFECTIVE_FLOPS,
    /** Of documents with many active tokens only. */
    L0,
    /** By document frequency. */
    DF_FLOPS
  }

  /**
   * What makes vectors sparse.
   *
   * @param kind of penalty
   * @param weight λ
   * @param steps T, until λ is reached
   * @param threshold active tokens that cost nothing, of l0
   */
  public record Penalty(PenaltyKind kind, double weight, long steps, int threshold) {}

  /**
   * What is imitated.
   *
   * @param models dense and sparse ones
   * @param fromData whether the data's lines have scores that count as one more
   * @param scale S of the normalised mean
   * @param normalise whether each teacher's scores are brought to [0, 1] for each query
   */
  public record Teachers(
      List<TeacherModel> models, boolean fromData, double scale, boolean normalise) {}

  /**
   * A model that is imitated.
   *
   * @param folder of the model
   * @param kind of its vectors; where the recipe says nothing, what the folder's {@code
   *     training.json} says
   * @param pooling of dense vectors; the same
   */
  public record TeacherModel(String folder, Optional<Kind> kind, Optional<TextPooling> pooling) {}

  /**
   * Reads a recipe.
   *
   * @throws IOException when it cannot be read, or a key is unknown, missing, of a wrong type or
   *     out of range; with file, key, value and what is allowed
   */
  public static Recipe read(Path file) throws IOException {
    return RecipeReader.read(file);
  }

  /** As {@link #read(Path)}, of what is at hand. */
  public static Recipe of(String name, JsonElement json) throws IOException {
    return RecipeReader.of(name, json);
  }
}
