/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.tools.train.loss.Candidates;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Teachers whose scales differ, as one: each one's scores of a query's candidates are brought to 0
 * to 1, {@code ŝ = (s − min) / (max − min + 1e-6)}, averaged over the teachers, and multiplied by a
 * constant. Owns its teachers.
 *
 * @see <a href="https://arxiv.org/abs/2411.04403">Geng, Wang, Ru, Yang: Towards Competitive Search
 *     Relevance For Inference-Free Learned Sparse Retrievers (2024)</a>
 */
public final class Ensemble implements Teacher {
  /** The constant as published. */
  public static final double SCALE = 30;

  private static final double EPSILON = 1e-6;

  private final List<Teacher> teachers;
  private final boolean normalised;
  private final double scale;

  /**
   * An ensemble of any number of teachers.
   *
   * @param teachers at least one
   * @param normalised whether scores are brought to 0 to 1; if not, they are averaged as they are
   * @param scale what the average is multiplied by, above 0
   * @throws IllegalArgumentException when there is no teacher, or the scale is not above 0
   */
  public Ensemble(List<Teacher> teachers, boolean normalised, double scale) {
    if (teachers.isEmpty()) {
      throw new IllegalArgumentException("an ensemble must have a teacher");
    }
    if (!(scale > 0) || scale == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("[scale] must be finite and above 0, got [" + scale + "]");
    }
    this.teachers = List.copyOf(teachers);
    this.normalised = normalised;
    this.scale = scale;
  }

  @Override
  public String name() {
    return teachers.stream().map(Teacher::name).collect(Collectors.joining(" + "));
  }

  @Override
  public float[][] scores(TeacherBatch batch) throws IOException {
    Candidates candidates = batch.candidates();
    double[][] sums = new double[candidates.queries()][candidates.documents()];
    for (Teacher teacher : teachers) {
      float[][] scores = teacher.scores(batch);
      try {
        candidates.check(scores);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "teacher [" + teacher.name() + "]: " + e.getMessage(), e);
      }
      for (int q = 0; q < sums.length; q++) {
        add(scores[q], q, candidates, sums[q]);
      }
    }
    float[][] means = new float[sums.length][candidates.documents()];
    for (int q = 0; q < sums.length; q++) {
      for (int d = 0; d < sums[q].length; d++) {
        means[q][d] = (float) (scale * sums[q][d] / teachers.size());
      }
    }
    return means;
  }

  private void add(float[] scores, int query, Candidates candidates, double[] sums) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int d = 0; d < scores.length; d++) {
      if (candidates.contains(query, d)) {
        least = Math.min(least, scores[d]);
        most = Math.max(most, scores[d]);
      }
    }
    for (int d = 0; d < scores.length; d++) {
      if (candidates.contains(query, d)) {
        sums[d] += normalised ? (scores[d] - least) / (most - least + EPSILON) : scores[d];
      }
    }
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Teacher teacher : teachers) {
      try {
        teacher.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
