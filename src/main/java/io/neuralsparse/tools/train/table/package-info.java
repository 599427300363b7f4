/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The query's half of a model learned alone: a weight for each token, with the documents' vectors
 * as they are. They are computed once, so that it takes minutes, and no network changes.
 *
 * <p>May import {@code model}, {@code token}, {@code encode} and {@code tools.train.data}.
 */
package io.neuralsparse.tools.train.table;
