/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import org.opensearch.test.OpenSearchTestCase;

public class PluginDescriptorTests extends OpenSearchTestCase {
  public void testPluginClassIsPublic() throws Exception {
    assertNotNull(Class.forName("io.neuralsparse.NeuralSparsePlugin").getConstructor());
  }
}
