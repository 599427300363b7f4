/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Endpoints of the plugin's own, and the actions that carry them from node to node. Knows nothing
 * of what is counted: the plugin hands it the sources.
 */
package io.neuralsparse.rest;
