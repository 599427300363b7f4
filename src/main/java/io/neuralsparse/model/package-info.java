/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A model folder as checked values: where its parts are and which file decides, what its
 * configuration says, its vocabulary, its table of query weights, and the tensors of its
 * safetensors files, mapped into memory.
 *
 * <p>Nothing here runs a network or a tokeniser, and nothing touches a file outside a model's
 * folder. May import {@code vector} and Gson. (Gson is packaged with the plugin; the Jackson jars
 * belong to the server, which is on its way from one major version of them to the next.)
 */
package io.neuralsparse.model;
