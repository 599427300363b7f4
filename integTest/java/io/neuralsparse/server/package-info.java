/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Real OpenSearch servers for tests and for the demo: the distribution as it is published, the
 * plugin installed by the real installer, started by the real scripts on the loopback address, and
 * always stopped.
 *
 * <p>Knows nothing of the plugin and the tools but their zips. Tests use {@link
 * io.neuralsparse.server.Node} for one server, {@link io.neuralsparse.server.Cluster} for several,
 * and {@link io.neuralsparse.server.Http} to talk to them.
 */
package io.neuralsparse.server;
