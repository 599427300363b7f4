/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What users may send to the query and to the ingest processor, over HTTP against real nodes:
 * {@link io.neuralsparse.contract.ContractIT} and {@link io.neuralsparse.contract.IngestIT} run
 * most classes on nodes that they share; those about mixed versions and restarts have clusters of
 * their own.
 *
 * <p>Expected scores come from {@link io.neuralsparse.contract.Oracle}, which multiplies and adds
 * over all documents and knows nothing of Lucene, nor of this plugin.
 */
package io.neuralsparse.contract;
