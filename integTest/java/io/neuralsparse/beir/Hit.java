/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

/** A document that a search found. */
public record Hit(String id, float score) {}
