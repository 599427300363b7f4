/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the files of a folder are laid out. */
public enum FolderForm {
  /** All in the root, as transformers saves a model. */
  PLAIN,
  /** As the published repositories are: plain, and a router that names the root for documents. */
  ROUTER,
  /** As sentence-transformers saves a fine-tuned SparseEncoder: each module in its own folder. */
  MODULES;

  /** The form of that name. */
  public static Optional<FolderForm> named(String label) {
    return Arrays.stream(values()).filter(form -> form.label().equals(label)).findFirst();
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(FolderForm::label).toList();
  }

  /** Its name, such as {@code plain}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
