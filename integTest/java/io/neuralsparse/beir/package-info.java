/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Test collections in BEIR's layout: read, ingested into a real node, searched and judged. Knows
 * nodes over HTTP only, and nothing of models or of the plugin's names.
 */
package io.neuralsparse.beir;
