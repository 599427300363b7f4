/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.model.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a graph multiplies states, [rows, in], by the matrices of linear layers. */
abstract class Projection {
  final GraphBuilder g;
  final Weights weights;

  private Projection(GraphBuilder g, Weights weights) {
    this.g = g;
    this.weights = weights;
  }

  static Projection of(Precision precision, GraphBuilder g, Weights weights, Operators operators) {
    return switch (precision) {
      case FP32 -> new Floats(g, weights);
      case INT8 -> new Bytes(g, weights, operators);
    };
  }

  /** The layer's outputs, float [rows, out], its bias added. */
  abstract String apply(String states, Linear linear);

  /**
   * The largest of the layer's outputs, without a bias, over the tokens of each text.
   *
   * @param states [batch · tokens, in]
   * @param shape name of the list (batch, tokens, out)
   * @return float [batch, out]
   */
  abstract String largest(String states, Linear linear, String shape);

  final String bias(Linear linear) {
    return weights.vector(linear.bias().orElseThrow(), linear.rows(), linear.from(), linear.to());
  }

  private static final class Floats extends Projection {
    Floats(GraphBuilder g, Weights weights) {
      super(g, weights);
    }

    @Override
    String apply(String states, Linear linear) {
      List<String> inputs =
          linear.bias().isEmpty()
              ? List.of(states, weights.matrix(linear))
              : List.of(states, weights.matrix(linear), bias(linear));
      return g.node("Gemm", inputs, GraphBuilder.attribute("transB", 1));
    }

    @Override
    String largest(String states, Linear linear, String shape) {
      return maximum(g.node("Reshape", List.of(apply(states, linear.withoutBias()), shape)));
    }
  }

  final String maximum(String perToken) {
    return g.node("ReduceMax", List.of(perToken, g.list(1)), GraphBuilder.attribute("keepdims", 0));
  }

  /**
   * Eight-bit products. The states x are quantised as they come, each row with a scale of its own,
   *
   * <pre>
   *   a_r = max over i of |x_r,i| / 127,   X_r,i = round(x_r,i / a_r)
   *   y_r,o = a_r · s_o · Σ_i X_r,i · Q_i,o
   * </pre>
   *
   * <p>so that a row's result does not depend on other rows: neither on padding nor on which texts
   * share the batch. (The standard's DynamicQuantizeLinear takes one scale for all.) X is kept as
   * unsigned with zero at 128, which is what the runtime's fastest kernels multiply; s and Q are
   * {@link Int8Weights}'.
   */
  private static final class Bytes extends Projection {
    private static final int ZERO = 128;
    private static final float LARGEST = 127f;

    private record Quantised(String values, String scales) {}

    private record Matrix(String values, String scales) {}

    private final Operators operators;
    private final String zero;
    private final String one;
    private final Map<String, Quantised> quantised = new HashMap<>();

    Bytes(GraphBuilder g, Weights weights, Operators operators) {
      super(g, weights);
      this.operators = operators;
      this.zero = g.unsignedByte(ZERO);
      this.one = g.scalar(1f);
    }

    @Override
    String apply(String states, Linear linear) {
      Quantised x = quantise(states);
      Matrix w = matrix(linear);
      String product = g.node("Mul", List.of(product(x, w), x.scales));
      // Sum, not Add: the runtime would fuse an Add with the Gelu that follows to an operator of
      // its own, which takes twice as long as the two.
      return linear.bias().isEmpty() ? product : g.node("Sum", List.of(product, bias(linear)));
    }

    @Override
    String largest(String states, Linear linear, String shape) {
      Quantised x = quantise(states);
      Matrix w = matrix(linear);
      String product = g.node("Mul", List.of(product(x, w), x.scales));
      return maximum(g.node("Reshape", List.of(product, shape)));
    }

    /** Σ_i X_r,i · Q_i,o · s_o, float [rows, out]. */
    private String product(Quantised x, Matrix w) {
      if (operators == Operators.RUNTIME) {
        return g.runtimeNode(
            "MatMulIntegerToFloat", List.of(x.values, w.values, one, w.scales, zero));
      }
      String integers = g.node("MatMulInteger", List.of(x.values, w.values, zero));
      String floats =
          g.node("Cast", List.of(integers), GraphBuilder.attribute("to", OnnxTypes.FLOAT));
      return g.node("Mul", List.of(floats, w.scales));
    }

    private Matrix matrix(Linear linear) {
      String values = weights.bytes(linear);
      return new Matrix(values, Int8Weights.scales(values));
    }

    private String scales(String largest) {
      return g.node(
          "Max",
          List.of(
              g.node("Mul", List.of(largest, g.scalar(1 / LARGEST))), g.scalar(Float.MIN_NORMAL)));
    }

    private Quantised quantise(String states) {
      return quantised.computeIfAbsent(states, this::quantiseNew);
    }

    private Quantised quantiseNew(String states) {
      String largest = g.node("ReduceMax", List.of(g.node("Abs", List.of(states)), g.list(1)));
      String scales = scales(largest);
      String flat = g.node("Reshape", List.of(scales, g.list(-1)));
      String zeros = g.node("Expand", List.of(zero, g.node("Shape", List.of(flat))));
      String values =
          g.node("QuantizeLinear", List.of(states, flat, zeros), GraphBuilder.attribute("axis", 0));
      return new Quantised(values, scales);
    }
  }
}
