/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Who says how well documents answer queries: trained encoders from folders, dense and sparse,
 * lines that come with scores, and ensembles of them.
 *
 * <p>A {@link io.neuralsparse.tools.train.teacher.Teacher} scores the candidates of a batch; no
 * tape, plain floats. Encoders' vectors of a text are the same in every epoch and every run, so
 * {@link io.neuralsparse.tools.train.teacher.VectorCache} keeps them in a file.
 *
 * <p>Sparse teachers run on the plugin's own encoder, dense ones on {@code tools.train.network}.
 * May import that, {@code tools.train.loss}, {@code encode}, {@code token}, {@code model} and
 * {@code vector}.
 */
package io.neuralsparse.tools.train.teacher;
