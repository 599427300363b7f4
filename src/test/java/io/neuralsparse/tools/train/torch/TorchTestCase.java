/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.junit.Before;
import org.opensearch.test.OpenSearchTestCase;

/** Tests that need PyTorch, which Maven has for one system only. */
public abstract class TorchTestCase extends OpenSearchTestCase {
  @Before
  public void skipWhereThereIsNoPyTorch() {
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        PyTorch.platform(System.getProperty("os.name"), System.getProperty("os.arch"))
            .equals("linux-x86_64"));
  }

  /** A manager of arrays; the caller closes it. */
  protected static NDManager manager() throws IOException {
    return PyTorch.start(1);
  }
}
