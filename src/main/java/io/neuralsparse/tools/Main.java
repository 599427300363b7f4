/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the command line begins. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the JVM with its exit code.
   *
   * @param words as typed
   */
  public static void main(String[] words) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    // The script that starts this knows whether standard error is a terminal.
    boolean interactive = Boolean.getBoolean("neural_sparse.interactive");
    Terminal terminal =
        new Terminal(
            new BufferedInputStream(new FileInputStream(FileDescriptor.in)), out, err, interactive);
    String version = Main.class.getPackage().getImplementationVersion();
    int code =
        new CommandLine(terminal, version == null ? "(development)" : version).run(List.of(words));
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
