/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.graph.WeightedGraph.Form;
import io.neuralsparse.graph.WeightedGraph.Weight;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Tensor;
import io.neuralsparse.model.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Declares a checkpoint's tensors, or ranges of their rows, as a graph's initialisers and keeps the
 * list of them. A range is a view: nothing is copied here.
 */
final class Weights {
  private final GraphBuilder g;
  private final Tensors tensors;
  private final List<Weight> list = new ArrayList<>();

  /** What stays mapped, so that what is used twice is mapped once. */
  private final Map<String, Tensor> mapped = new HashMap<>();

  Weights(GraphBuilder g, Tensors tensors) {
    this.g = g;
    this.tensors = tensors;
  }

  List<Weight> list() {
    return List.copyOf(list);
  }

  /** A table of rows to be looked up, [rows, width], of whatever type the file has. */
  String table(String name, int rows, int width) {
    Tensor tensor = mapped(name, List.of((long) rows, (long) width));
    return add(new Weight("table." + name, tensor, Form.AS_IS), OnnxTypes.of(tensor.type()));
  }

  /** The type of a table's rows. */
  ElementType type(String name) {
    return mapped.get(name).type();
  }

  /** A vector of floats. */
  String vector(String name, int size) {
    return vector(name, size, 0, size);
  }

  /** The floats {@code from} to {@code to} of a vector. */
  String vector(String name, int size, int from, int to) {
    Tensor tensor = mapped(name, List.of((long) size));
    return floats(range(tensor, from, to), name, from, to - from < size);
  }

  /** The matrix of a layer as floats, [out, in]. */
  String matrix(Linear linear) {
    Tensor tensor = mapped(linear.weight(), linear.shape());
    return floats(
        range(tensor, linear.from(), linear.to()),
        linear.weight(),
        linear.from(),
        linear.to() - linear.from() < linear.rows());
  }

  /**
   * The matrix of a layer as signed bytes, [in, out], and their scales, [out].
   *
   * @return the two names
   */
  Weight int8Matrix(Linear linear) {
    // Mapped for itself: the bytes are made once, then the mapping can go.
    Tensor tensor = tensors.weights(linear.weight(), linear.shape());
    int out = linear.to() - linear.from();
    Weight weight =
        new Weight(
            name(linear.weight(), linear.from(), out < linear.rows()),
            range(tensor, linear.from(), linear.to()),
            Form.INT8);
    list.add(weight);
    g.external(weight.name(), OnnxTypes.INT8, List.of((long) linear.in(), (long) out));
    g.external(weight.scalesName(), OnnxTypes.FLOAT, List.of((long) out));
    return weight;
  }

  /** Gain or shift of a normalisation, by the name in use or the one that old files have. */
  String norm(String name, String part, String oldPart, int size) {
    String old = name + "." + oldPart;
    return vector(tensors.has(old) ? old : name + "." + part, size);
  }

  private String floats(Tensor tensor, String source, int from, boolean part) {
    return add(new Weight(name(source, from, part), tensor, Form.FLOAT), OnnxTypes.FLOAT);
  }

  private static String name(String source, int from, boolean part) {
    return part ? source + "_" + from : source;
  }

  private String add(Weight weight, int type) {
    if (list.stream().noneMatch(before -> before.name().equals(weight.name()))) {
      list.add(weight);
      g.external(weight.name(), type, weight.tensor().shape());
    }
    return weight.name();
  }

  private Tensor mapped(String name, List<Long> shape) {
    Tensor known = mapped.get(name);
    if (known == null) {
      known = tensors.weights(name, shape);
      mapped.put(name, known);
    }
    return known;
  }

  /** Rows of a tensor, in place. */
  private static Tensor range(Tensor tensor, int from, int to) {
    List<Long> shape = new ArrayList<>(tensor.shape());
    int row = tensor.data().limit() / shape.getFirst().intValue();
    shape.set(0, (long) to - from);
    ByteBuffer rows = tensor.data().slice(from * row, (to - from) * row);
    return new Tensor(tensor.name(), tensor.type(), shape, rows.order(tensor.data().order()));
  }
}
