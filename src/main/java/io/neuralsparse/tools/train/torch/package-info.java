/* SPDX-License-Identifier: Apache-2.0 */
/**
 * PyTorch, made ready: without a network, with so many threads, or with a message that says what is
 * missing. Everything below {@code tools.train} that needs arrays gets its first manager here.
 */
package io.neuralsparse.tools.train.torch;
