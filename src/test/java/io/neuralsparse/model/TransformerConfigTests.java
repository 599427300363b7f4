/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Optional;
import org.opensearch.test.OpenSearchTestCase;

public class TransformerConfigTests extends OpenSearchTestCase {
  private static TransformerConfig config(int vocabulary) {
    return new TransformerConfig(
        Architecture.NEW,
        2,
        24,
        3,
        96,
        vocabulary,
        512,
        1,
        1e-5f,
        HiddenActivation.GELU,
        Optional.of(new TransformerConfig.Rotary(10_000, 2)));
  }

  public void testAnotherVocabularyChangesNothingElse() {
    assertEquals(config(7), config(1).withVocabulary(7));
  }
}
