/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a model folder keeps its parts.
 *
 * <p>Three forms are known. <b>Plain</b>: all in the root. <b>Modules</b>: {@code modules.json}
 * lists folders, as sentence-transformers writes them. <b>Router</b>: the one module is a Router,
 * whose {@code router_config.json} lists the folders of documents and of queries under {@code
 * structure}, and says under {@code types} what each is; the empty name is the router's own folder.
 * No folder is known by its name.
 *
 * @param origin the file that says so, or {@code config.json} for plain folders
 * @param network folder of the transformer that encodes documents; empty for the root, as always
 * @param pooling folder of the SpladePooling, if one is named
 * @param table folder of the static embedding that weighs query tokens, if one is named
 */
record Layout(String origin, String network, Optional<String> pooling, Optional<String> table) {
  private static final String MODULES = "modules.json";
  private static final String ROUTER = "router_config.json";

  private static final Set<String> NETWORKS = Set.of("MLMTransformer", "Transformer");
  private static final Set<String> POOLINGS = Set.of("SpladePooling");
  private static final Set<String> TABLES = Set.of("SparseStaticEmbedding", "IDF");

  /** A folder and the class that reads it, without its packages. */
  private record Module(String path, String type) {}

  /**
   * Reads the small files that say where the parts are.
   *
   * @throws ModelException when one is not as it must be, or names parts of another kind of model
   */
  static Layout read(ModelFolder folder) {
    if (folder.find(MODULES).isPresent()) {
      List<Module> modules = modules(folder);
      if (modules.size() == 1 && modules.getFirst().type.equals("Router")) {
        return router(folder, modules.getFirst().path);
      }
      return of(folder, MODULES, modules, List.of());
    }
    return folder.find(ROUTER).isPresent()
        ? router(folder, "")
        : new Layout(EncoderConfig.FILE, "", Optional.empty(), Optional.empty());
  }

  /** A file in a folder, relative to the model's. */
  static String join(String parent, String file) {
    return parent.isEmpty() ? file : parent + "/" + file;
  }

  /** A file of the network's folder. */
  String networkFile(String file) {
    return join(network, file);
  }

  /** One of three words. */
  String form() {
    return switch (origin) {
      case EncoderConfig.FILE -> "plain";
      case MODULES -> "modules";
      default -> "router";
    };
  }

  /** Where a file may lie, best place first: with the network, in the root, with the table. */
  Stream<String> places(String file) {
    Set<String> folders = new LinkedHashSet<>(List.of(network, ""));
    table.ifPresent(folders::add);
    return folders.stream().map(parent -> join(parent, file));
  }

  private static List<Module> modules(ModelFolder folder) {
    JsonArray list = JsonFile.array(folder, MODULES);
    List<Module> modules = new ArrayList<>();
    for (JsonElement entry : list) {
      if (!(entry instanceof JsonObject object)) {
        throw folder.fault(MODULES, "must be a list of objects, got [" + entry + "]");
      }
      JsonFields fields = new JsonFields(folder, MODULES, "", object);
      String type = fields.text("type").orElseThrow(() -> fields.fault("type", "must be a text"));
      modules.add(new Module(clean(fields.text("path").orElse("")), simple(type)));
    }
    return modules;
  }

  private static Layout router(ModelFolder folder, String parent) {
    String file = join(parent, ROUTER);
    JsonFields config = new JsonFields(folder, file, "", JsonFile.object(folder, file));
    return of(folder, file, route(config, parent, "document"), route(config, parent, "query"));
  }

  private static List<Module> route(JsonFields config, String parent, String route) {
    JsonFields structure =
        config
            .object("structure")
            .orElseThrow(() -> config.fault("structure", "must be an object"));
    JsonFields types =
        config.object("types").orElseThrow(() -> config.fault("types", "must be an object"));
    if (!(structure.json().get(route) instanceof JsonArray paths)) {
      throw structure.fault(route, "must be a list of folders");
    }
    List<Module> modules = new ArrayList<>();
    for (JsonElement path : paths) {
      if (!(path instanceof JsonPrimitive primitive) || !primitive.isString()) {
        throw structure.fault(route, "must be a list of folders");
      }
      String key = path.getAsString();
      String type = types.text(key).orElseThrow(() -> types.fault(key, "must be a text"));
      modules.add(new Module(clean(join(parent, key)), simple(type)));
    }
    return modules;
  }

  private static Layout of(
      ModelFolder folder, String origin, List<Module> documents, List<Module> queries) {
    for (Module module : documents) {
      if (!NETWORKS.contains(module.type) && !POOLINGS.contains(module.type)) {
        throw folder.fault(
            origin,
            "documents go through a module of type ["
                + module.type
                + "]; a sparse encoder has MLMTransformer or Transformer, and SpladePooling");
      }
    }
    String network =
        path(documents, NETWORKS)
            .orElseThrow(
                () -> folder.fault(origin, "names no MLMTransformer or Transformer for documents"));
    return new Layout(origin, network, path(documents, POOLINGS), path(queries, TABLES));
  }

  private static Optional<String> path(List<Module> modules, Set<String> types) {
    return modules.stream()
        .filter(module -> types.contains(module.type))
        .map(Module::path)
        .findFirst();
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static String clean(String path) {
    String cut = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return cut.equals(".") ? "" : cut;
  }
}
