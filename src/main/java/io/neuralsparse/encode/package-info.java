/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Documents to sparse vectors: batches of texts through a model's network.
 *
 * <p>The only home of ONNX Runtime. Knows nothing of OpenSearch, of pipelines or of thread pools:
 * callers bring the thread. May import {@code graph}, {@code token}, {@code model} and {@code
 * vector}.
 */
package io.neuralsparse.encode;
