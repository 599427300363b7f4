/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The safetensors files of a network.
 *
 * @param source the file that was found: the weights, or the index that lists their shards
 * @param files all of them, there and inside the model's folder
 */
record WeightFiles(String source, List<Path> files) {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private static final List<String> PICKLES =
      List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

  /**
   * The weights in a folder: {@value #SINGLE}, or else the shards of {@value #INDEX}.
   *
   * @param parent relative to the model's folder
   * @throws ModelException when a shard is missing or lies outside the model's folder
   */
  static Optional<WeightFiles> find(ModelFolder folder, String parent) {
    String single = Layout.join(parent, SINGLE);
    Optional<Path> file = folder.find(single);
    if (file.isPresent()) {
      return Optional.of(new WeightFiles(single, List.of(file.get())));
    }
    String index = Layout.join(parent, INDEX);
    return folder.find(index).map(there -> sharded(folder, parent, index));
  }

  /**
   * A message for a folder that has its weights in pickles alone. Those are programs: to read one
   * is to run it, so none is.
   */
  static Optional<ModelException> pickled(ModelFolder folder, String parent) {
    return PICKLES.stream()
        .map(pickle -> Layout.join(parent, pickle))
        .filter(pickle -> folder.find(pickle).isPresent())
        .map(
            pickle ->
                folder.fault(
                    pickle,
                    "a pickle, which may run code when it is read, so it is not; in its folder run"
                        + " [python -c \"import torch, safetensors.torch as s;"
                        + " s.save_file({k: v.clone() for k, v in"
                        + " torch.load('pytorch_model.bin', map_location='cpu',"
                        + " weights_only=True).items()}, 'model.safetensors')\"] once, to have"
                        + " ["
                        + Layout.join(parent, SINGLE)
                        + "]"))
        .findFirst();
  }

  /** Files of the same folder that hold weights too, and do not count. */
  static Stream<String> passedOver(ModelFolder folder, String parent) {
    return Stream.concat(Stream.of(INDEX), PICKLES.stream())
        .map(file -> Layout.join(parent, file))
        .filter(file -> folder.find(file).isPresent());
  }

  private static WeightFiles sharded(ModelFolder folder, String parent, String index) {
    if (!(JsonFile.object(folder, index).get("weight_map") instanceof JsonObject map)
        || map.isEmpty()) {
      throw folder.fault(index, "[weight_map] must be an object, tensor → file, and not empty");
    }
    Set<String> shards = new TreeSet<>();
    for (JsonElement shard : map.asMap().values()) {
      if (!(shard instanceof JsonPrimitive name) || !name.isString()) {
        throw folder.fault(index, "[weight_map] must name files, got [" + shard + "]");
      }
      shards.add(shard.getAsString());
    }
    return new WeightFiles(
        index,
        shards.stream()
            .map(
                shard ->
                    folder
                        .find(Layout.join(parent, shard))
                        .orElseThrow(
                            () ->
                                folder.fault(
                                    Layout.join(parent, shard),
                                    "missing, though [" + index + "] names it")))
            .toList());
  }
}
