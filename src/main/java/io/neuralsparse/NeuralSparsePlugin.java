/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import org.opensearch.plugins.Plugin;

/** Wires the parts of the plugin to the node that loads it. */
public final class NeuralSparsePlugin extends Plugin {}
