/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import io.neuralsparse.vector.SparseVector;

/**
 * A sum of weighted terms.
 *
 * @param field of {@code FeatureField}s
 * @param tokens the terms
 * @param boost a factor of all weights
 */
public record WeightedTerms(String field, SparseVector tokens, float boost) {}
