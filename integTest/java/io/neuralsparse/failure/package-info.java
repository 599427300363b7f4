/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Failures made on purpose on real servers, and loads beyond what they can take: what was
 * acknowledged is there, what was refused says why, and the node goes on. Nobody calls it.
 */
package io.neuralsparse.failure;
