/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.runner.Description;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/**
 * Keeps the logs of all nodes that ran during a failed test in a folder of the test's name, below
 * the folder that the system property {@code neural_sparse.logs} names. The build registers it for
 * all integration tests.
 */
public final class FailureLogs extends RunListener {
  private final Set<Node> gone = new HashSet<>();

  @Override
  public void testStarted(Description description) {
    gone.clear();
    Workspace.get().nodes().stream().filter(Node::isClosed).forEach(gone::add);
  }

  @Override
  public void testFailure(Failure failure) throws IOException {
    Description test = failure.getDescription();
    String method = test.getMethodName() == null ? "class" : test.getMethodName();
    String name =
        test.getTestClass() == null ? test.getDisplayName() : test.getTestClass().getSimpleName();
    Path folder =
        Path.of(System.getProperty("neural_sparse.logs"))
            .resolve(plain(name) + "." + plain(method));
    FileTree.delete(folder);
    for (Node node : Workspace.get().nodes()) {
      if (!gone.contains(node)) {
        node.keepLogs(folder.resolve(node.home().getFileName()));
      }
    }
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9.-]+", "_");
  }
}
