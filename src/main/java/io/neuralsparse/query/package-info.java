/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The search side: the query as users write it, as nodes send it and as Lucene runs it.
 *
 * <p>Runs no network: text becomes weighted tokens through the query half of {@code registry}, and
 * nothing here may lead to {@code encode}, {@code graph} or ONNX Runtime.
 */
package io.neuralsparse.query;
