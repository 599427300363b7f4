/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import java.util.List;

/**
 * What a node has loaded beside what serves.
 *
 * @param compared whether there was something loaded to compare it with
 * @param digestBefore of the folder that serves, or null where that is not known any more
 * @param digest of the folder that is to serve
 * @param halves that are loaded, of query and document
 * @param differences between what serves and what is to serve, in words; only those that matter to
 *     vectors that are stored, and to scores
 * @param reindex whether one of these makes stored vectors unfit
 */
public record PreparedReload(
    boolean compared,
    String digestBefore,
    String digest,
    List<String> halves,
    List<String> differences,
    boolean reindex) {}
