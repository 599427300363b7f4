/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.io.IOException;
import java.util.List;

/** A way to make vectors of texts, measured beside others. */
public interface IngestWay extends AutoCloseable {
  /** Its name in tables and on the command line. */
  String label();

  /** Gets ready for some texts; this is not timed. */
  Work prepare(List<String> texts) throws IOException;

  @Override
  void close();

  /** What is timed. */
  interface Work {
    /**
     * Makes the vectors of all texts.
     *
     * @return the milliseconds of each request, or nothing where there are none
     */
    double[] run() throws IOException;
  }
}
