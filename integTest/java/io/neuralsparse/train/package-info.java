/* SPDX-License-Identifier: Apache-2.0 */
/** Training by the command line as a user has it: from the zip, in a process that can be killed. */
package io.neuralsparse.train;
