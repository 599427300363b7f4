/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;

/**
 * DF-FLOPS: {@code Σ_t (a(df_t) · (1/N) Σ_i w_t(d_i))²}, so that tokens in many documents, which
 * make long postings lists, pay and rare ones don't. df is the share of documents in which the
 * token is active, and {@code a(x) = 1 / (1 + (x^(log_α 2) − 1)^β)}: 0 at 0, ½ at α, 1 at 1.
 * (Published descriptions differ in where a stands; it is squared here, as in the implementations
 * found.)
 *
 * @see <a href="https://arxiv.org/abs/2505.15070">Porco, Mehra, Malioutov, Radhakrishnan,
 *     Keymanesh, Preoţiuc-Pietro, MacAvaney, Cheng: An Alternative to FLOPS Regularization to
 *     Effectively Productionize SPLADE-Doc (2025)</a>
 */
public final class DocumentFrequencyFlops implements Penalty {
  /** The document frequency at which a token pays half, as published. */
  public static final double ALPHA = 0.1;

  /** How steep the payment rises there, as published. */
  public static final double BETA = 10;

  private final float[] payments;

  private DocumentFrequencyFlops(float[] payments) {
    this.payments = payments;
  }

  /**
   * A penalty by the document frequencies of the present network.
   *
   * @param shares of the documents in which each token is active, [V], from 0 to 1
   * @param alpha α, above 0 and below 1
   * @param beta β, above 0
   * @throws IllegalArgumentException when one of them is not
   */
  public static DocumentFrequencyFlops of(float[] shares, double alpha, double beta) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "[alpha] must be above 0 and below 1, got [" + alpha + "]");
    }
    if (!(beta > 0) || beta == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("[beta] must be finite and above 0, got [" + beta + "]");
    }
    float[] payments = new float[shares.length];
    for (int token = 0; token < shares.length; token++) {
      if (!(shares[token] >= 0 && shares[token] <= 1)) {
        throw new IllegalArgumentException(
            "the share of documents with token ["
                + token
                + "] must be from 0 to 1, got ["
                + shares[token]
                + "]");
      }
      payments[token] = (float) payment(shares[token], alpha, beta);
    }
    return new DocumentFrequencyFlops(payments);
  }

  /** a(x). */
  private static double payment(double share, double alpha, double beta) {
    double power = Math.pow(share, Math.log(2) / Math.log(alpha));
    return 1 / (1 + Math.pow(power - 1, beta));
  }

  @Override
  public NDArray of(NDArray documents) {
    NDArray payment = documents.getManager().create(payments);
    return documents.mean(new int[] {0}).mul(payment).square().sum();
  }
}
