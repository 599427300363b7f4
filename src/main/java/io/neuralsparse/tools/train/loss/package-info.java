/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What training minimises: ranking losses over the scores of a batch, penalties on its document
 * vectors, and the loss of masked-language modelling.
 *
 * <p>All are functions of arrays. A batch has Q queries and D documents over a vocabulary of V
 * tokens: queries [Q, V] (of {@link io.neuralsparse.tools.train.loss.QueryMatrix}, or a network's),
 * documents [D, V], their scores [Q, D] (of {@link io.neuralsparse.tools.train.loss.Similarity}).
 * {@link io.neuralsparse.tools.train.loss.Candidates} says which of the scores count. Results are
 * scalars, on the tape where their arguments are.
 *
 * <p>What is not a number in the arrays comes out as a loss that is not a number, and it is for the
 * caller to look at it; what comes from outside (teachers' scores, shares, settings) is checked
 * here. Every array is made by the manager of the first argument, which a training step closes:
 * parameters, which live longer, are never the first.
 *
 * <p>The IDF-aware penalty of the paper has no class that multiplies by IDF. A model whose queries
 * weigh tokens by IDF has the effective weights u = idf · w; {@link
 * io.neuralsparse.tools.train.loss.Flops} on w is {@link io.neuralsparse.tools.train.loss.IdfFlops}
 * on u. Plain FLOPS, its rival, is {@code Flops} where queries weigh every token 1.
 *
 * <p>Knows no network, no text and no file. May import DJL's arrays and {@code model}.
 */
package io.neuralsparse.tools.train.loss;
