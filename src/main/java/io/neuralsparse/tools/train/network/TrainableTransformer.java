/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import com.google.gson.JsonObject;
import io.neuralsparse.graph.TransformerNames;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * BERT or DistilBERT with its masked-language head, all of it parameters that gradients reach. For
 * one thread. What a call returns belongs to the manager of its batch; arrays in between are closed
 * as soon as PyTorch's tape can do without them.
 */
public final class TrainableTransformer implements AutoCloseable {
  private final TransformerConfig config;
  private final NDManager manager;
  private final Parameters parameters;
  private RoughLinear rough;

  private TrainableTransformer(TransformerConfig config, NDManager manager, Parameters parameters) {
    this.config = config;
    this.manager = manager;
    this.parameters = parameters;
  }

  /**
   * Reads a network from a folder that Hugging Face's libraries or this project wrote; weights of
   * 16 bits become floats.
   *
   * @param parent manager that the network's own is made from
   * @throws ModelException when the folder has no BERT or DistilBERT in safetensors, or a broken
   *     one
   */
  public static TrainableTransformer load(NDManager parent, ModelFolder folder) {
    ModelManifest manifest = ModelManifest.read(folder);
    if (!(manifest.network() instanceof Network.Transformer network)
        || network.config().architecture() == Architecture.NEW) {
      throw folder.fault(
          "config.json",
          "[architectures] must be BertForMaskedLM or DistilBertForMaskedLM with weights in"
              + " safetensors to be trained");
    }
    NDManager manager = parent.newSubManager();
    try (Tensors tensors = Safetensors.open(folder, network.weightFiles())) {
      return new TrainableTransformer(
          network.config(), manager, Parameters.read(manager, network.config(), tensors));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * A new network, initialised as BERT is: weights with deviation 0.02, gains 1, biases 0.
   *
   * @param parent manager that the network's own is made from
   * @param config of a BERT or DistilBERT
   */
  public static TrainableTransformer create(NDManager parent, TransformerConfig config, long seed) {
    if (config.architecture() == Architecture.NEW) {
      throw new IllegalArgumentException(
          "[architecture] must be BERT or DISTILBERT, got [" + config.architecture() + "]");
    }
    NDManager manager = parent.newSubManager();
    return new TrainableTransformer(config, manager, Parameters.create(manager, config, seed));
  }

  /** What the network is made of. */
  public TransformerConfig config() {
    return config;
  }

  /**
   * All parameters by Hugging Face's names, in the file's order; the decoder is the words' if tied.
   */
  public Map<String, NDArray> parameters() {
    return parameters.all();
  }

  /** The names of the network's parts. */
  TransformerNames names() {
    return parameters.names();
  }

  /** Where what lives as long as the network belongs. */
  NDManager manager() {
    return manager;
  }

  NDArray parameter(String name) {
    return parameters.get(name);
  }

  /** As {@link #states(TokenBatch, Dropout, Products)} without dropout, in floats. */
  public NDArray states(TokenBatch batch) {
    return states(batch, Dropout.NONE);
  }

  /** As {@link #states(TokenBatch, Dropout, Products)} in floats. */
  public NDArray states(TokenBatch batch, Dropout dropout) {
    return states(batch, dropout, Products.FLOAT);
  }

  /**
   * The states of the last layer, [texts, tokens, hidden]; those of filling mean nothing.
   *
   * @throws IllegalArgumentException when a text is longer than the network's positions
   */
  public NDArray states(TokenBatch batch, Dropout dropout, Products products) {
    if (batch.width() > config.positions()) {
      throw new IllegalArgumentException(
          "a text of the batch has ["
              + batch.width()
              + "] tokens, the network takes ["
              + config.positions()
              + "]");
    }
    if (dropout.rate() > 0) {
      Engine.getInstance().setRandomSeed(Long.hashCode(dropout.seed() * 31 + dropout.step()));
    }
    if (products == Products.BFLOAT16 && rough == null) {
      rough = new RoughLinear(manager);
    }
    Encoder encoder =
        new Encoder(
            config, parameters, dropout.rate(), products == Products.BFLOAT16 ? rough : null);
    NDArray mask = encoder.mask(batch);
    NDArray states = encoder.embed(batch);
    for (int i = 0; i < config.layers(); i++) {
      NDArray next = encoder.layer(i, states, mask);
      states.close();
      states = next;
    }
    if (mask != null) {
      mask.close();
    }
    return states;
  }

  /**
   * One vector for each text, [texts, hidden], not normalised: dense retrievers compare them by
   * their cosine.
   */
  public NDArray embedding(TokenBatch batch, TextPooling pooling) {
    return embedding(batch, pooling, Dropout.NONE);
  }

  /** As {@link #embedding(TokenBatch, TextPooling)}, with dropout. */
  public NDArray embedding(TokenBatch batch, TextPooling pooling, Dropout dropout) {
    return embedding(batch, pooling, dropout, Products.FLOAT);
  }

  /** As {@link #embedding(TokenBatch, TextPooling)}, from states of such a pass. */
  public NDArray embedding(
      TokenBatch batch, TextPooling pooling, Dropout dropout, Products products) {
    return Encoder.only(
        () -> {
          NDArray states = states(batch, dropout, products);
          if (pooling == TextPooling.CLS) {
            return states.get(":, 0");
          }
          NDArray sum = states.mul(batch.mask().expandDims(2)).sum(new int[] {1});
          return sum.div(batch.mask().sum(new int[] {1}, true));
        });
  }

  /**
   * The logits of masked-language modelling.
   *
   * @param states of any positions, [.., hidden]: of masked ones only, for they are large
   * @return [.., vocabulary]
   */
  public NDArray logits(NDArray states) {
    return Encoder.only(
        () -> Linear.linear(transform(states), decoder(), decoderBias()).singletonOrThrow());
  }

  /** Whether the decoder is the words. */
  boolean isTied() {
    return parameters.names().decoder().weight().equals(parameters.names().words());
  }

  /** What the decoder's rows are multiplied with: the states after the head's own layer. */
  NDArray transform(NDArray states) {
    return new Encoder(config, parameters, 0, null).transform(states);
  }

  /** The decoder's rows, [vocabulary, hidden]: the words', where they are tied. */
  NDArray decoder() {
    return parameters.get(parameters.names().decoder().weight());
  }

  /** The decoder's bias, [vocabulary]. */
  NDArray decoderBias() {
    return parameters.get(parameters.names().decoder().bias().orElseThrow());
  }

  /**
   * Writes the folder that the plugin serves: {@code config.json}, {@code model.safetensors}, the
   * tokeniser's files, {@code idf.json} and {@code neural_sparse_training.json}. Files of these
   * names are replaced, each at once; a folder that must be whole at any time is written beside its
   * place and renamed.
   *
   * @param folder made if it is not there
   * @param idf the queries' weight for each id of the tokeniser
   * @param provenance what the network was made from and how
   */
  public void save(Path folder, Serving serving, float[] idf, JsonObject provenance)
      throws IOException {
    new FolderWriter(this, serving).write(folder, idf, provenance);
  }

  @Override
  public void close() {
    manager.close();
  }
}
