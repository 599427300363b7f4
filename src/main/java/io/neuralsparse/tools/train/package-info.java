/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Training of inference-free sparse retrievers on PyTorch, by DJL.
 *
 * <p>May import {@code vector}, {@code model}, {@code token}, {@code graph}, {@code encode}, the
 * metrics of {@code tools.evaluate}, and {@code tools.report}; never OpenSearch server classes.
 */
package io.neuralsparse.tools.train;
