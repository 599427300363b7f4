/* SPDX-License-Identifier: Apache-2.0 */
/** The plugin on real nodes, over HTTP, as its users meet it. */
package io.neuralsparse.cluster;
