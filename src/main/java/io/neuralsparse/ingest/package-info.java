/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The ingest processor: which texts of a document are encoded, and where their vectors go.
 *
 * <p>Knows documents as maps; hands texts to {@code registry} and takes vectors back.
 */
package io.neuralsparse.ingest;
