/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.graph.WeightedGraph.Use;
import io.neuralsparse.graph.WeightedGraph.Weight;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Tensor;
import io.neuralsparse.model.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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
  private final Int8Weights int8 = new Int8Weights();
  private final List<Weight> list = new ArrayList<>();

  /** What stays mapped, so that what is used twice is mapped once. */
  private final Map<String, Tensor> mapped = new HashMap<>();

  /** What is only read once: mapped for itself, so that the mapping can go afterwards. */
  private final Map<String, Tensor> sources = new HashMap<>();

  private final Map<String, Tensor> widened = new HashMap<>();

  Weights(GraphBuilder g, Tensors tensors) {
    this.g = g;
    this.tensors = tensors;
  }

  /** All that was declared; eight-bit weights are made now. */
  List<Weight> list() {
    List<Weight> all = new ArrayList<>(list);
    all.addAll(int8.make());
    return List.copyOf(all);
  }

  /** A table of rows to be looked up, [rows, width], of whatever type the file has. */
  String table(String name, int rows, int width) {
    return add(table(name, rows, width, Use.RUN));
  }

  /** As {@link #table}, for a large one: it becomes an input. */
  String inputTable(String name, int rows, int width) {
    Weight weight = table(name, rows, width, Use.INPUT);
    list.add(weight);
    return g.input(weight.name(), OnnxTypes.of(weight.tensor().type()), "rows", "width");
  }

  private Weight table(String name, int rows, int width, Use use) {
    return new Weight("table." + name, mapped(name, List.of((long) rows, (long) width)), use);
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
    Tensor tensor = mappedFloats(name, List.of((long) size));
    return floats(range(tensor, from, to), name, from, to - from < size);
  }

  /** The matrix of a layer as floats, [out, in]. */
  String matrix(Linear linear) {
    Tensor tensor = mappedFloats(linear.weight(), linear.shape());
    return floats(
        range(tensor, linear.from(), linear.to()),
        linear.weight(),
        linear.from(),
        linear.to() - linear.from() < linear.rows());
  }

  /**
   * The matrix of a layer as signed bytes, [in, out].
   *
   * @return the name of the bytes; that of their scales is {@link Int8Weights#scales}
   */
  String bytes(Linear linear) {
    Tensor tensor =
        sources.computeIfAbsent(linear.weight(), name -> tensors.weights(name, linear.shape()));
    int out = linear.to() - linear.from();
    String name = name(linear.weight(), linear.from(), out < linear.rows());
    int8.add(name, range(tensor, linear.from(), linear.to()));
    g.external(name, OnnxTypes.INT8, List.of((long) linear.in(), (long) out));
    g.external(Int8Weights.scales(name), OnnxTypes.FLOAT, List.of((long) out));
    return name;
  }

  /** Gain or shift of a normalisation, by the name in use or the one that old files have. */
  String norm(String name, String part, String oldPart, int size) {
    String old = name + "." + oldPart;
    return vector(tensors.has(old) ? old : name + "." + part, size);
  }

  private String floats(Tensor tensor, String source, int from, boolean part) {
    return add(new Weight(name(source, from, part), tensor, Use.RUN));
  }

  private static String name(String source, int from, boolean part) {
    return part ? source + "_" + from : source;
  }

  private String add(Weight weight) {
    if (list.stream().noneMatch(before -> before.name().equals(weight.name()))) {
      list.add(weight);
      g.external(weight.name(), OnnxTypes.of(weight.tensor().type()), weight.tensor().shape());
    }
    return weight.name();
  }

  private Tensor mapped(String name, List<Long> shape) {
    return mapped.computeIfAbsent(name, key -> tensors.lasting(key, shape));
  }

  private Tensor mappedFloats(String name, List<Long> shape) {
    Tensor tensor = tensors.weights(name, shape);
    if (tensor.type() == ElementType.F32) {
      return mapped(name, shape);
    }
    return widened.computeIfAbsent(name, key -> widen(tensor));
  }

  private static Tensor widen(Tensor tensor) {
    FloatBuffer floats = tensor.floats();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(floats.limit(), Float.BYTES))
            .order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(floats);
    return new Tensor(tensor.name(), ElementType.F32, tensor.shape(), bytes);
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
