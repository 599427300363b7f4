/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The models of a node: a name becomes loaded parts, when they are first needed and not before.
 *
 * <p>Two halves that never meet: {@link io.neuralsparse.registry.QueryModels} holds tokenisers and
 * tables and is all that a search needs; {@link io.neuralsparse.registry.DocumentModels} holds
 * networks and works on ingest nodes only. The first must not lead to {@code encode}.
 * {@link io.neuralsparse.registry.NodeModels} is both for an operator: what there is, reload, unload.
 * Who uses a part of a model leases it ({@link io.neuralsparse.registry.Lease}), so that none is
 * closed in use.
 */
package io.neuralsparse.registry;
