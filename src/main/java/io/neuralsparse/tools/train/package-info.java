/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Training: the recipe that says all of a run, the loop over its steps, what it writes down, and
 * what it goes on from after it was stopped.
 *
 * <p>Packages below hold the network, the losses, the teachers and the data; none of them knows the
 * recipe. A run is a function of its recipe, its data and the number of threads: everything random
 * in it is one of seed and step. May import everything that knows no OpenSearch class; called by
 * the command line.
 */
package io.neuralsparse.tools.train;
