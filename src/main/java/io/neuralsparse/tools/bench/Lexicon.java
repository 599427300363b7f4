/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/**
 * The tokens that documents are made of and how frequent each is, most frequent first.
 *
 * <p>With f = e^(-idf), the share of texts that have a token by the table, a synthetic text has it
 * with s = 1 - (1 - f)^c, where c is such that a text has {@value #SURFACE} distinct words in the
 * mean. What an encoder adds is flatter: it adds a token to a document with e = min({@value
 * #MOST_ADDED}, a · f^{@value #FLATNESS}), where a is such that a vector has {@value #EXPANSION}
 * tokens in the mean that its text has not. A vector has a token with v = 1 - (1 - s)(1 - e).
 *
 * <p>Texts have whole words of ASCII letters and digits only: to the tokeniser of the vocabulary,
 * and to the standard analyzer of a search engine, each is one token.
 */
final class Lexicon {
  /** Mean number of distinct words of a text. */
  static final int SURFACE = 60;

  /** Mean number of tokens of a vector that its text has not. */
  static final int EXPANSION = 120;

  private static final double FLATNESS = 0.75;
  private static final double MOST_ADDED = 0.5;
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
  private static final int BISECTIONS = 60;

  private record Token(String name, float idf, boolean isWord) {
    double share() {
      return Math.exp(-idf);
    }
  }

  private final String[] names;
  private final float[] idfs;
  private final double[] inText;
  private final double[] inVector;

  /** The tokens that have a weight of their own in the table: 1 is that of the unknown. */
  Lexicon(Vocabulary vocabulary, IdfTable table) {
    List<Token> tokens = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String name = vocabulary.token(id);
      float idf = table.weight(id);
      if (name != null && !vocabulary.isSpecial(id) && idf > 0 && idf != 1f) {
        tokens.add(new Token(name, idf, WORD.matcher(name).matches()));
      }
    }
    double stretch = stretch(tokens);
    double added = added(tokens, stretch);
    tokens.sort(
        Comparator.comparingDouble((Token token) -> -vector(token, stretch, added))
            .thenComparing(Token::name));
    int size = tokens.size();
    names = new String[size];
    idfs = new float[size];
    inText = new double[size];
    inVector = new double[size];
    for (int i = 0; i < size; i++) {
      Token token = tokens.get(i);
      names[i] = token.name;
      idfs[i] = token.idf;
      inText[i] = text(token, stretch);
      inVector[i] = vector(token, stretch, added);
    }
  }

  private static double text(Token token, double stretch) {
    return token.isWord ? 1 - Math.pow(1 - token.share(), stretch) : 0;
  }

  private static double expansion(Token token, double added) {
    return Math.min(MOST_ADDED, added * Math.pow(token.share(), FLATNESS));
  }

  private static double vector(Token token, double stretch, double added) {
    return 1 - (1 - text(token, stretch)) * (1 - expansion(token, added));
  }

  private static double stretch(List<Token> tokens) {
    return solve(
        SURFACE, stretch -> tokens.stream().mapToDouble(token -> text(token, stretch)).sum());
  }

  private static double added(List<Token> tokens, double stretch) {
    return solve(
        EXPANSION,
        added ->
            tokens.stream()
                .mapToDouble(token -> (1 - text(token, stretch)) * expansion(token, added))
                .sum());
  }

  /** Where a rising function has a value. */
  private static double solve(double value, DoubleUnaryOperator function) {
    double low = 0;
    double high = 1;
    while (function.applyAsDouble(high) < value) {
      high *= 2;
      if (high > 1e6) {
        throw new IllegalArgumentException(
            "the table has too few tokens for documents of " + value + " of them");
      }
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (function.applyAsDouble(middle) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  int size() {
    return names.length;
  }

  String name(int token) {
    return names[token];
  }

  float idf(int token) {
    return idfs[token];
  }

  /** Whether texts may have it. */
  boolean isWord(int token) {
    return inText[token] > 0;
  }

  /** The share of texts that have it, s. */
  double inText(int token) {
    return inText[token];
  }

  /** The share of vectors that have it, v; falls with the token's number. */
  double inVector(int token) {
    return inVector[token];
  }
}
