/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The file that a model's query weights are read from: what the router names for queries comes
 * first, as it is what was trained; then the files of the root.
 *
 * @param file relative to the model's folder
 * @param passedOver files that hold such weights too, and do not count
 */
record TableSource(String file, List<String> passedOver) {
  /**
   * Chooses.
   *
   * @throws ModelException when there is no such file
   */
  static TableSource find(ModelFolder folder, Layout layout) {
    List<String> there =
        candidates(layout).stream().filter(file -> folder.find(file).isPresent()).toList();
    if (there.isEmpty()) {
      throw missing(folder, layout);
    }
    return new TableSource(there.getFirst(), there.subList(1, there.size()));
  }

  private static List<String> candidates(Layout layout) {
    List<String> files = new ArrayList<>();
    layout
        .table()
        .ifPresent(
            table -> {
              files.add(Layout.join(table, WeightFiles.SINGLE));
              files.add(Layout.join(table, IdfTable.JSON_FILE));
              files.add(Layout.join(table, IdfTable.TEXT_FILE));
            });
    for (String file : List.of(IdfTable.JSON_FILE, IdfTable.TEXT_FILE)) {
      if (!files.contains(file)) {
        files.add(file);
      }
    }
    return files;
  }

  private static ModelException missing(ModelFolder folder, Layout layout) {
    if (layout.table().isPresent()) {
      String table = layout.table().get();
      return WeightFiles.pickled(folder, table)
          .orElseGet(
              () ->
                  folder.fault(
                      Layout.join(table, WeightFiles.SINGLE),
                      "missing, and so are "
                          + candidates(layout).subList(1, candidates(layout).size())));
    }
    return folder.fault(
        IdfTable.JSON_FILE,
        "missing, and ["
            + IdfTable.TEXT_FILE
            + "] is missing too"
            + (layout.form().equals("plain")
                ? ""
                : "; [" + layout.origin() + "] names no static embedding for queries either"));
  }

  /** True for a tensor by id, false for weights by token. */
  boolean isEmbedding() {
    return file.endsWith(WeightFiles.SINGLE);
  }
}
