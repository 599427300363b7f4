/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.model.TransformerConfig.Rotary;
import java.util.List;

/**
 * Rotary positions (Su et al. 2021, arXiv 2104.09864) in the order of halves: the values i and i +
 * d/2 of a head of size d are a pair, turned at position p by the angle {@code p · f_i},
 *
 * <pre>
 *   f_i = (θ·c)^(-2i/d) / c^(2/d)      c the NTK-aware scaling factor, 1 for none
 * </pre>
 */
final class RotaryPositions {
  private final GraphBuilder g;
  private final long half;
  private final String cosines;
  private final String sines;

  /**
   * Adds the angles' sines and cosines, [tokens, 1, d/2].
   *
   * @param shape name of the list (batch, tokens)
   */
  RotaryPositions(GraphBuilder g, Rotary rotary, int headSize, Operators operators, String shape) {
    this.g = g;
    this.half = headSize / 2;
    float[] frequencies = new float[headSize / 2];
    double base = rotary.theta() * rotary.scalingFactor();
    double stretch = Math.pow(rotary.scalingFactor(), 2.0 / headSize);
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) (Math.pow(base, -2.0 * i / headSize) / stretch);
    }
    String tokens =
        g.node("Squeeze", List.of(g.node("Gather", List.of(shape, g.list(1))), g.list(0)));
    String positions =
        g.node(
            "Cast",
            List.of(g.node("Range", List.of(g.integer(0), tokens, g.integer(1)))),
            GraphBuilder.attribute("to", OnnxTypes.FLOAT));
    String angles =
        g.node(
            "Mul",
            List.of(g.node("Unsqueeze", List.of(positions, g.list(1, 2))), g.list(frequencies)));
    this.cosines = g.node("Cos", List.of(angles));
    this.sines = g.node("Sin", List.of(angles));
  }

  /** Turns states, [batch, tokens, heads, d]. */
  String apply(String states) {
    String first = half(states, 0, 1);
    String second = half(states, 1, 2);
    return g.node(
        "Concat",
        List.of(
            g.node("Sub", List.of(times(first, cosines), times(second, sines))),
            g.node("Add", List.of(times(second, cosines), times(first, sines)))),
        GraphBuilder.attribute("axis", -1));
  }

  private String half(String states, int from, int to) {
    return g.node("Slice", List.of(states, g.list(from * half), g.list(to * half), g.list(3)));
  }

  private String times(String states, String factors) {
    return g.node("Mul", List.of(states, factors));
  }
}
