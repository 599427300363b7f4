/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

/** How the states of a text's positions become one dense vector. */
public enum TextPooling {
  /** The state of the first position. */
  CLS,
  /** The mean over the text's positions; filling does not count. */
  MEAN
}
