/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Documents to sparse vectors: batches of texts through a model's network.
 *
 * <p>{@link io.neuralsparse.encode.OnnxDocumentEncoder} is a model's network; {@link
 * io.neuralsparse.encode.EncodingService} is what a node encodes with: it forms batches across
 * requests and decides whose turn it is.
 *
 * <p>The only home of ONNX Runtime. Knows nothing of OpenSearch or of pipelines: callers bring the
 * threads. May import {@code graph}, {@code token}, {@code model} and {@code vector}.
 */
package io.neuralsparse.encode;
