/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.vector.SparseVector;

/**
 * A document to be indexed.
 *
 * @param text for BM25
 * @param vector for sparse search
 */
record Passage(String text, SparseVector vector) {}
