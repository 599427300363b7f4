/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import io.neuralsparse.vector.SparseVector;

/**
 * A sum of weighted terms.
 *
 * @param field of {@code FeatureField}s
 * @param tokens the terms
 * @param heavy those of them that choose where to look; the others are taken at their largest until
 *     a block is looked at. Usually all: it changes the work, never the result
 * @param boost a factor of all weights
 */
public record WeightedTerms(String field, SparseVector tokens, SparseVector heavy, float boost) {}
