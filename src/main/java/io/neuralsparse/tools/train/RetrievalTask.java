/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.neuralsparse.tools.train.data.Batch;
import io.neuralsparse.tools.train.data.BatchPlan;
import io.neuralsparse.tools.train.data.Batches;
import io.neuralsparse.tools.train.data.Origin;
import io.neuralsparse.tools.train.data.TextTable;
import io.neuralsparse.tools.train.data.TrainingSet;
import io.neuralsparse.tools.train.loss.Candidates;
import io.neuralsparse.tools.train.loss.DocumentFrequencyFlops;
import io.neuralsparse.tools.train.loss.EffectiveFlops;
import io.neuralsparse.tools.train.loss.Flops;
import io.neuralsparse.tools.train.loss.IdfFlops;
import io.neuralsparse.tools.train.loss.InfoNce;
import io.neuralsparse.tools.train.loss.KlDistillation;
import io.neuralsparse.tools.train.loss.MarginMse;
import io.neuralsparse.tools.train.loss.Penalty;
import io.neuralsparse.tools.train.loss.PenaltySchedule;
import io.neuralsparse.tools.train.loss.ThresholdedFlops;
import io.neuralsparse.tools.train.network.Dropout;
import io.neuralsparse.tools.train.teacher.Teacher;
import io.neuralsparse.tools.train.teacher.TeacherBatch;
import io.neuralsparse.tools.train.torch.Scaling;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ranks the positives of queries above other documents, as the recipe's losses have it. */
final class RetrievalTask implements Task {
  private static final int SHOWN = 8;

  /** What a step's document frequencies count beside those of the steps before. */
  private static final float MEMORY = 0.99f;

  private final Recipe recipe;
  private final Recipe.Loss loss;
  private final Student student;
  private final TrainingSet set;
  private final Batches batches;
  private final Optional<Teacher> teacher;
  private final NDArray frequencies;

  /**
   * A task.
   *
   * @param manager whose arrays live as long as the run
   * @param teacher closed with this
   */
  RetrievalTask(
      NDManager manager,
      Recipe recipe,
      Student student,
      TrainingSet set,
      Optional<Teacher> teacher) {
    this.recipe = recipe;
    this.loss = recipe.loss().orElseThrow();
    this.student = student;
    this.set = set;
    this.teacher = teacher;
    Recipe.Data data = recipe.data();
    this.batches =
        new Batches(
            set,
            new BatchPlan(recipe.optimizer().batch(), data.negatives(), data.mixing()),
            recipe.seed());
    this.frequencies = manager.zeros(new Shape(student.vocabularySize()));
  }

  @Override
  public Pass pass(long number, long step, NDManager arrays) throws IOException {
    Batch batch = batches.get(number);
    Dropout dropout = new Dropout((float) recipe.model().dropout(), recipe.seed(), number);
    NDArray documents =
        student.documents(set.documentTokens().get(batch.documents()), arrays, dropout);
    NDArray queries = student.queries(set.queryTokens().get(batch.queries()), arrays, dropout);
    NDArray scores = student.similarity().scores(queries, documents);
    Candidates candidates = candidates(batch);
    Map<String, NDArray> terms = new LinkedHashMap<>();
    if (loss.infonce() > 0) {
      terms.put(
          "infonce",
          Scaling.times(new InfoNce(loss.temperature()).of(scores, candidates), loss.infonce()));
    }
    if (loss.distils()) {
      float[][] taught = teacher.orElseThrow().scores(asked(batch, candidates));
      if (loss.kl() > 0) {
        terms.put("kl", Scaling.times(KlDistillation.of(scores, taught, candidates), loss.kl()));
      }
      if (loss.marginMse() > 0) {
        terms.put(
            "margin_mse",
            Scaling.times(MarginMse.of(scores, taught, candidates), loss.marginMse()));
      }
    }
    Map<String, Double> parts = new LinkedHashMap<>();
    if (recipe.penalty().isPresent()) {
      Recipe.Penalty plan = recipe.penalty().get();
      double weight = new PenaltySchedule(plan.weight(), plan.steps()).at(step);
      parts.put("lambda", weight);
      terms.put("penalty", penalty(number, weight, documents, queries));
    }
    NDArray sum = terms.values().stream().reduce(NDArray::add).orElseThrow();
    terms.forEach((name, term) -> parts.put(name, (double) term.getFloat()));
    if (student.isSparse()) {
      double active = documents.gt(0).toType(DataType.FLOAT32, false).sum().getFloat();
      parts.put(ACTIVE_TOKENS, active / batch.documents().length);
    }
    return new Pass(sum, parts, batch.documents().length);
  }

  private Candidates candidates(Batch batch) {
    return Candidates.of(batch.size(), batch.candidates(), loss.inBatch(), batch::isPositive);
  }

  private TeacherBatch asked(Batch batch, Candidates candidates) {
    TextTable texts = set.texts();
    return new TeacherBatch(
        Arrays.stream(batch.queries()).mapToObj(texts::get).toList(),
        Arrays.stream(batch.documents()).mapToObj(texts::get).toList(),
        batch.scores(),
        candidates);
  }

  /** λ times the penalty; queries that have vectors by the network pay too. */
  private NDArray penalty(long number, double weight, NDArray documents, NDArray queries) {
    Recipe.Penalty plan = recipe.penalty().orElseThrow();
    Penalty penalty =
        switch (plan.kind()) {
          case FLOPS -> new Flops();
          case IDF_FLOPS -> new IdfFlops(student.tableOfStart(documents.getManager()));
          case EFFECTIVE_FLOPS -> new EffectiveFlops(student.idf());
          case L0 -> new ThresholdedFlops(plan.threshold());
          case DF_FLOPS -> {
            float[] shares = shares(documents, number);
            yield DocumentFrequencyFlops.of(
                shares, DocumentFrequencyFlops.ALPHA, DocumentFrequencyFlops.BETA);
          }
        };
    NDArray sum = penalty.of(documents);
    if (recipe.kind() == Kind.SPARSE_SIAMESE) {
      sum = sum.add(penalty.of(queries));
    }
    return Scaling.times(sum, weight);
  }

  /**
   * In which share of the documents each token is active: a mean over passes that forgets, from the
   * first on without bias.
   */
  private float[] shares(NDArray documents, long number) {
    float[] mean = frequencies.toFloatArray();
    float[] present =
        documents.gt(0).toType(DataType.FLOAT32, false).mean(new int[] {0}).toFloatArray();
    float[] shares = new float[mean.length];
    double known = 1 - Math.pow(MEMORY, (double) number + 1);
    for (int token = 0; token < mean.length; token++) {
      mean[token] = MEMORY * mean[token] + (1 - MEMORY) * present[token];
      shares[token] = (float) Math.min(1, mean[token] / known);
    }
    frequencies.set(mean);
    return shares;
  }

  @Override
  public String origins(long number) {
    List<Origin> origins = batches.get(number).origins();
    String first =
        origins.stream().limit(SHOWN).map(Origin::toString).collect(Collectors.joining(", "));
    int more = origins.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  @Override
  public Map<String, String> digests() {
    return set.digests();
  }

  @Override
  public Map<String, NDArray> state() {
    boolean counts =
        recipe.penalty().map(p -> p.kind() == Recipe.PenaltyKind.DF_FLOPS).orElse(false);
    return counts ? Map.of("document_frequencies", frequencies) : Map.of();
  }

  @Override
  public void close() throws IOException {
    if (teacher.isPresent()) {
      teacher.get().close();
    }
  }
}
