/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The network that is trained: BERT and DistilBERT with their masked-language heads, on PyTorch's
 * tape, and what turns their states into document vectors. Read from and written to the folders
 * that the plugin serves.
 *
 * <p>Losses, data and the loop around them stay out. Arrays that a call makes belong to the manager
 * of the batch that it is given; parameters to the network's own.
 *
 * <p>May import {@code model} and {@code graph}.
 */
package io.neuralsparse.tools.train.network;
