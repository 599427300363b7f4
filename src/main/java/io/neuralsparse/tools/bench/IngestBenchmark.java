/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * Rounds: each takes texts that none had before, and makes their vectors in all ways, in random
 * order.
 *
 * <p>A text ends with a number that no other has, so that a cache of vectors finds nothing.
 */
final class IngestBenchmark {
  private final List<IngestWay> ways;
  private final IngestTexts texts;
  private final NodeProcess node;

  IngestBenchmark(List<IngestWay> ways, IngestTexts texts, NodeProcess node) {
    this.ways = ways;
    this.texts = texts;
    this.node = node;
  }

  /**
   * Measures; a round that doesn't count goes first.
   *
   * @param documents of each way in a round
   */
  List<IngestFigures> run(int documents, int rounds, DoubleConsumer progress) throws IOException {
    List<IngestFigures> figures = new ArrayList<>();
    ways.forEach(way -> figures.add(new IngestFigures(way.label())));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      order.add(i);
    }
    Random random = new Random(rounds);
    for (int round = 0; round <= rounds; round++) {
      Collections.shuffle(order, random);
      for (int i = 0; i < order.size(); i++) {
        int way = order.get(i);
        IngestFigures.Round measured = measure(ways.get(way), round * documents, documents);
        if (round > 0) {
          figures.get(way).add(measured);
        }
        progress.accept((round + (i + 1.0) / order.size()) / (rounds + 1));
      }
    }
    return figures;
  }

  private IngestFigures.Round measure(IngestWay way, int from, int documents) throws IOException {
    List<String> batch = texts.get(from, documents);
    IngestWay.Work work = way.prepare(batch);
    double nodeBegin = node.seconds();
    double ownBegin = NodeProcess.ownSeconds();
    long begin = System.nanoTime();
    double[] requests = work.run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new IngestFigures.Round(
        documents,
        texts.tokens(batch),
        seconds,
        node.seconds() - nodeBegin,
        NodeProcess.ownSeconds() - ownBegin,
        Arrays.stream(requests).boxed().toList());
  }
}
