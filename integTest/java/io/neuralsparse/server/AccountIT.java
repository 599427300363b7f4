/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Servers never run as root, whatever this machine has to prevent it. */
public final class AccountIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  public void serversAreNotRoots() {
    List<String> command =
        Account.find().command(Path.of("/tmp"), List.of("sh", "-c", "id -u; echo $HOME"));
    List<String> lines = Command.run(LIMIT, command).output().lines().toList();
    assertNotEquals("0", lines.get(0));
    assertEquals("/tmp", lines.get(1));
  }

  @Test
  public void everyWayFromRootWorksAlike() {
    assumeTrue("only root has ways to another account", Account.isRoot());
    String user = Account.id("-u", Account.UNPRIVILEGED);
    String group = Account.id("-g", Account.UNPRIVILEGED);
    int ways = 0;
    for (List<String> prefix : Account.prefixes(user, group)) {
      if (!Account.works(prefix, user)) {
        continue;
      }
      ways++;
      List<String> command = new ArrayList<>(prefix);
      command.addAll(
          List.of("env", "HOME=/tmp", "sh", "-c", "id -u; id -g; echo $HOME \"$0\"", "a b"));
      Command.Result result = Command.run(LIMIT, command);
      assertEquals(prefix.toString(), user + "\n" + group + "\n/tmp a b\n", result.output());
    }
    assertTrue(ways > 0);
  }
}
