/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Text to tokens: the model's own tokeniser, and what a query is made of.
 *
 * <p>The only home of DJL's HuggingFace tokenisers. Only their native calls are used: DJL's own
 * loading code looks for GPUs, keeps a cache in the user's home and calls a telemetry service, none
 * of which has a place in a server. May import {@code model} and {@code vector}.
 */
package io.neuralsparse.token;
