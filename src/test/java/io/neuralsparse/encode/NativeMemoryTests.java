/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.encode.NativeMemory.ExceededException;
import io.neuralsparse.encode.NativeMemory.Reservation;
import org.opensearch.test.OpenSearchTestCase;

public class NativeMemoryTests extends OpenSearchTestCase {
  public void testWhatIsInUseIsWhatWasTakenAndNotGivenBack() {
    NativeMemory memory = new NativeMemory(100);
    Reservation first = memory.reserve(60, "a");
    Reservation second = memory.reserve(40, "b");
    assertEquals(100, memory.used());
    first.resize(70); // it turned out so: nothing can be refused any more
    assertEquals(110, memory.used());
    assertEquals(70, first.bytes());
    first.close();
    first.close();
    assertEquals(40, memory.used());
    second.close();
    assertEquals(0, memory.used());
    assertEquals(0, memory.refusals());
  }

  public void testMoreThanThereIs() {
    NativeMemory memory = new NativeMemory(100);
    memory.reserve(60, "a");
    ExceededException e = expectThrows(ExceededException.class, () -> memory.reserve(41, "a run"));
    assertEquals(
        "a run needs [41] bytes outside the heap, which would be [101] with what is in use, more"
            + " than the limit of [100]",
        e.getMessage());
    assertEquals(101, e.wanted());
    assertEquals(100, e.limit());
    assertEquals(60, memory.used());
    assertEquals(1, memory.refusals());
    memory.limit(101);
    memory.reserve(41, "a run");
    assertEquals(101, memory.limit());
  }
}
