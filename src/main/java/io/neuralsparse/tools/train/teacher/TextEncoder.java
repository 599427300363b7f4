/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import java.util.List;

/** Turns texts into vectors; the vector of a text depends on nothing else. For one thread. */
interface TextEncoder extends AutoCloseable {
  /** Names all that vectors depend on: the folder's content, and how it is used. */
  String identity();

  /** One vector a text, in the same order. */
  List<TextVector> encode(TextSide side, List<String> texts);

  @Override
  void close();
}
