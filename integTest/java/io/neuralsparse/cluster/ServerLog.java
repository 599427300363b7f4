/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import java.util.List;
import java.util.regex.Pattern;

/** What a node's log must be free of. */
public final class ServerLog {
  /**
   * Warnings and errors of this plugin and its libraries, and whatever the Java agent refused.
   * Names of packages are cut to their first letters: {@code i.n.u} would be Netty's, not this
   * plugin's.
   */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "\\[(WARN|ERROR|FATAL) ?\\]\\[(i\\.n\\.[A-Zegimqrtv]|a\\.d\\.|a\\.o\\.)"
              + "|[Ss]ecurityException|Denied |SLF4J|(?i)onnxruntime.*(warn|error)"
              + "|restricted method.*neuralsparse|System::load.*(onnx|neuralsparse)");

  private ServerLog() {}

  /** The lines to complain of. */
  public static List<String> complaints(String log) {
    return log.lines().filter(line -> COMPLAINT.matcher(line).find()).toList();
  }
}
