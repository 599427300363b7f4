/* SPDX-License-Identifier: Apache-2.0 */
/**
 * From gradients to new parameters: AdamW, its rates, and the norm of a step's gradient. Knows no
 * network: parameters are arrays with names.
 */
package io.neuralsparse.tools.train.optimize;
