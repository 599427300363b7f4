/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import org.opensearch.test.OpenSearchTestCase;

/** Lines as Linux has them in /proc/cpuinfo. */
public class ProcessorTests extends OpenSearchTestCase {
  public void testFlags() {
    assertTrue(Processor.multipliesBfloat16("processor\t: 0\nflags\t\t: fpu avx512_bf16 vaes\n"));
    assertTrue(Processor.multipliesBfloat16("flags\t\t: fpu amx_bf16"));
    assertTrue(Processor.multipliesBfloat16("Features\t: fp asimd bf16 i8mm\n"));
    assertFalse(Processor.multipliesBfloat16("model name\t: bf16\nflags\t\t: fpu avx512f\n"));
    assertFalse(Processor.multipliesBfloat16(""));
  }
}
