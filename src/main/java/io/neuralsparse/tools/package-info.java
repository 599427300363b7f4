/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command line {@code neural-sparse}: looks into model folders, encodes texts with them, writes
 * them in other forms. One class a command.
 *
 * <p>Results go to the standard output, all else to the standard error. Exit codes: 0 done, 1
 * failed, 2 wrongly called. May import everything that knows no OpenSearch class; nothing imports
 * it, and it is not in the plugin.
 */
package io.neuralsparse.tools;
