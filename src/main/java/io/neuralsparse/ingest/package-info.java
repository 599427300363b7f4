/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The ingest processor: which texts of a document are encoded, and where their vectors go; and the
 * vectors that need not be made again, because a text was encoded lately or stands unchanged in the
 * index.
 *
 * <p>Knows documents as maps; hands texts to {@code registry} and takes vectors back.
 */
package io.neuralsparse.ingest;
