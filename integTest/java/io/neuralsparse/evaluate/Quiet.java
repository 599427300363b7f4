/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import io.neuralsparse.tools.evaluate.Watch;

/** Nobody watches. */
final class Quiet {
  static final Watch WATCH =
      new Watch() {
        @Override
        public void at(String what, double share, String note) {}

        @Override
        public void say(String line) {}
      };

  private Quiet() {}
}
