/* SPDX-License-Identifier: Apache-2.0 */
/**
 * ONNX graphs: those this project builds, and what it adds to those it finds.
 *
 * <p>The only home of the ONNX protobuf classes; nothing here runs a graph. May import {@code
 * model}.
 */
package io.neuralsparse.graph;
