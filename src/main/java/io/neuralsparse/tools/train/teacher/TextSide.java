/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

/** What a text is to an encoder; the same text may have another vector as the other. */
enum TextSide {
  QUERY,
  DOCUMENT
}
