/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The endpoints of the models: what the nodes have, reloading and unloading, and encoding a text to
 * look at. Handlers parse and print; whatever they ask for goes through an action of its own name,
 * where a security plugin decides before anything is looked up.
 */
package io.neuralsparse.rest.models;
