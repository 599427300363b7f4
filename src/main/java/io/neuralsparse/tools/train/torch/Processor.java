/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** What the machine's processor can do, as Linux tells it. */
public final class Processor {
  private static final Path FACTS = Path.of("/proc/cpuinfo");

  /** Linux's names on x86-64, and on 64-bit ARM. */
  private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private Processor() {}

  /** Whether there are instructions for bfloat16; false where nobody says. */
  public static boolean multipliesBfloat16() {
    try {
      return multipliesBfloat16(Files.readString(FACTS));
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  static boolean multipliesBfloat16(String facts) {
    return facts
        .lines()
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
        .anyMatch(BFLOAT16::contains);
  }
}
