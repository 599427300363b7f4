/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What documents are about. A token that is not too frequent owes a share of its occurrences to
 * topics; the rarer it is, the fewer they are. A document has a main topic, and another one half as
 * strong.
 *
 * <p>A token of document frequency v is in a document without regard to topics with b = (1 -
 * {@value #SHARE}) · v, and due to one of its m topics, of T in all, with h = {@value #SHARE} · v ·
 * T / ({@value #STRENGTH} · m · (1 - b)), so that its frequency is v again; m is the least for
 * which h is at most {@value #DENSEST}.
 */
final class Topics {
  /** The number of topics. */
  static final int COUNT = 2000;

  /** Tokens of at least this frequency belong to no topic. */
  static final double FREQUENT = 0.2;

  /** How strong the second topic is beside the main one. */
  static final double SECOND = 0.5;

  private static final double SHARE = 0.6;
  private static final double STRENGTH = 1 + SECOND;
  private static final double DENSEST = 0.5;
  private static final long STREAM = 1;

  private record Member(int token, double density) {}

  private final int frequent;
  private final int[][] tokens = new int[COUNT][];
  private final double[][] densities = new double[COUNT][];
  private final double[][] cumulative = new double[COUNT][];

  Topics(Lexicon lexicon, long seed) {
    int first = 0;
    while (first < lexicon.size() && lexicon.inVector(first) >= FREQUENT) {
      first++;
    }
    frequent = first;
    List<List<Member>> members = new ArrayList<>(COUNT);
    for (int topic = 0; topic < COUNT; topic++) {
      members.add(new ArrayList<>());
    }
    for (int token = frequent; token < lexicon.size(); token++) {
      double frequency = lexicon.inVector(token);
      double mass = SHARE * frequency * COUNT / (STRENGTH * (1 - background(frequency)));
      int count = Math.min(COUNT, Math.max(1, (int) Math.ceil(mass / DENSEST)));
      Draws draws = new Draws(seed, STREAM, token);
      int[] chosen = draws.distinct(count, COUNT);
      for (int topic : chosen) {
        members.get(topic).add(new Member(token, mass / count));
      }
    }
    for (int topic = 0; topic < COUNT; topic++) {
      fill(topic, members.get(topic));
    }
  }

  private void fill(int topic, List<Member> members) {
    members.sort((a, b) -> Double.compare(b.density, a.density));
    int size = members.size();
    tokens[topic] = new int[size];
    densities[topic] = new double[size];
    cumulative[topic] = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      tokens[topic][i] = members.get(i).token;
      densities[topic][i] = members.get(i).density;
      sum += members.get(i).density;
      cumulative[topic][i] = sum;
    }
  }

  /** The number of tokens, the most frequent ones, that belong to no topic. */
  int frequent() {
    return frequent;
  }

  /** The probability b that a token of this document frequency has without regard to topics. */
  static double background(double frequency) {
    return (1 - SHARE) * frequency;
  }

  /** The number of a topic's tokens. */
  int size(int topic) {
    return tokens[topic].length;
  }

  /** A token of a topic, by its place. */
  int token(int topic, int place) {
    return tokens[topic][place];
  }

  /** The probability h of a topic's token, by its place; falls with the place. */
  double density(int topic, int place) {
    return densities[topic][place];
  }

  /** One of a topic's tokens, each as likely as its density says. */
  int draw(int topic, Draws draws) {
    return tokens[topic][draws.place(cumulative[topic])];
  }
}
