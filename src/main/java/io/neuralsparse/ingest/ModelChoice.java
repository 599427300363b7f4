/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.model.ModelException;
import io.neuralsparse.registry.DocumentModels;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The model that a pipeline means, by name. A name, never a network: a model that is loaded anew
 * serves its pipelines at once. Thread-safe.
 */
final class ModelChoice {
  private static final Logger logger = LogManager.getLogger(ModelChoice.class);

  private final DocumentModels models;
  private final String asked;
  private volatile String name;

  private ModelChoice(DocumentModels models, String asked) {
    this.models = models;
    this.asked = asked;
  }

  /**
   * The model of a pipeline that a user sends.
   *
   * @param asked what the pipeline says, or null for the node's default model
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  static ModelChoice of(DocumentModels models, String asked) {
    ModelChoice choice = new ModelChoice(models, asked);
    choice.name();
    return choice;
  }

  /**
   * The model of a pipeline that the cluster has already: it stays, whatever has become of the
   * model since, and works as soon as the folder is there again.
   */
  static ModelChoice accepted(DocumentModels models, String asked) {
    ModelChoice choice = new ModelChoice(models, asked);
    try {
      choice.name();
    } catch (ModelException e) {
      logger.warn("documents of a pipeline are refused for now: {}", e.getMessage());
    }
    return choice;
  }

  /**
   * Its name.
   *
   * @throws ModelException when there was no such model yet, and there is none now
   */
  String name() {
    String known = name;
    if (known == null) {
      known = models.resolve(asked);
      name = known;
    }
    return known;
  }

  /** Whether {@link #name} gives one. */
  boolean isThere() {
    try {
      name();
      return true;
    } catch (ModelException e) {
      return false;
    }
  }
}
