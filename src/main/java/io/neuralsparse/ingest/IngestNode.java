/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.registry.DocumentModels;
import java.util.function.BooleanSupplier;

/**
 * What all processors of a node share.
 *
 * @param models encode
 * @param vectors of texts, kept or made
 * @param existing vectors that documents bring, or that are stored
 * @param counters of documents and texts
 * @param accepted whether the present thread makes processors of a pipeline that the cluster has
 */
public record IngestNode(
    DocumentModels models,
    TextVectors vectors,
    ExistingVectors existing,
    IngestCounters counters,
    BooleanSupplier accepted) {}
