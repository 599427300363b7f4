/* SPDX-License-Identifier: Apache-2.0 */
/** What this project computes beside what another library computes from the same files. */
package io.neuralsparse.parity;
