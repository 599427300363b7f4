/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

/**
 * How many windows of which lengths run together.
 *
 * <p>A run on one thread is fastest with some hundred tokens: fewer use the weights that it reads
 * too seldom, and the states of more don't fit into the processor's cache. Measured with eight-bit
 * weights of v2-distill and v2-mini: from 256 to 640 tokens give the same speed within 5 %, 2,048
 * give 10 % less and 4,096 give 20 % less. So batches are small, and what they save by padding
 * little is worth more than what a larger one could.
 *
 * @param windows how many, at least 1
 * @param longest tokens of the longest
 * @param tokens of all of them, without padding
 */
record BatchShape(int windows, int longest, long tokens) {
  /** Most tokens of a run, padding included, where it has more than {@link #ALWAYS} windows. */
  static final int MAX_TOKENS = 640;

  /** Two long windows together are up to a tenth faster than one after the other. */
  private static final int ALWAYS = 2;

  /** But of windows as long as those of the lexical model, one is enough. */
  private static final int MAX_PAIR = 2048;

  /** Most windows of a run. */
  static final int MAX_WINDOWS = 32;

  /** The largest part of a run that may be padding; more costs what running together saves. */
  private static final double MAX_PADDED = 0.1;

  /** So many tokens of padding are always worth it: short texts differ by a larger part. */
  private static final int SLACK = 16;

  static BatchShape of(int tokens) {
    return new BatchShape(1, tokens, tokens);
  }

  BatchShape with(int more) {
    return new BatchShape(windows + 1, Math.max(longest, more), tokens + more);
  }

  /** Tokens of the run, padding included. */
  long padded() {
    return (long) windows * longest;
  }

  /** Whether it is worth while to run another window with these. */
  boolean takes(int more) {
    BatchShape larger = with(more);
    long most = larger.windows <= ALWAYS ? MAX_PAIR : MAX_TOKENS;
    return larger.windows <= MAX_WINDOWS
        && larger.padded() <= most
        && larger.padded() - larger.tokens <= MAX_PADDED * larger.padded() + SLACK;
  }
}
