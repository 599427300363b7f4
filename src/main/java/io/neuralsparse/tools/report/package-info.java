/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What an evaluation has found, as a file for machines and as pages for people: the records of the
 * JSON file, the HTML page with its tables and plots, and the Markdown tables of {@code
 * docs/results.md}. Beside them, the page of the curves of a training.
 *
 * <p>Nothing is measured and no statistics are computed here; the same file gives the same bytes.
 * All text of a file is escaped where it becomes markup, which {@code Html} sees to. Imports the
 * JDK and Gson; called by the command line, by {@code tools.evaluate} and by {@code tools.train}.
 */
package io.neuralsparse.tools.report;
