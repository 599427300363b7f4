/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import java.util.List;

/**
 * Porter's stemmer for English ("An algorithm for suffix stripping", Program 14, 1980), with his
 * own later changes: {@code bli} and {@code logi} in step 2.
 *
 * <p>A word is [C](VC)^m[V] with C and V runs of consonants and vowels; m is its measure.
 */
final class PorterStemmer {
  private record Rule(String suffix, String replacement) {}

  private static final List<Rule> STEP_2 =
      rules(
          "ational ate, tional tion, enci ence, anci ance, izer ize, bli ble, alli al, entli ent, eli"
              + " e, ousli ous, ization ize, ation ate, ator ate, alism al, iveness ive, fulness ful,"
              + " ousness ous, aliti al, iviti ive, biliti ble, logi log");
  private static final List<Rule> STEP_3 =
      rules("icate ic, ative -, alize al, iciti ic, ical ic, ful -, ness -");
  private static final List<Rule> STEP_4 =
      rules(
          "al -, ance -, ence -, er -, ic -, able -, ible -, ant -, ement -, ment -, ent -, ion -, ou"
              + " -, ism -, ate -, iti -, ous -, ive -, ize -");

  private PorterStemmer() {}

  private static List<Rule> rules(String text) {
    return List.of(text.split(", ")).stream()
        .map(rule -> rule.split(" "))
        .map(parts -> new Rule(parts[0], parts[1].equals("-") ? "" : parts[1]))
        .toList();
  }

  /**
   * The stem of a word.
   *
   * @param word of the letters a to z
   */
  static String stem(String word) {
    if (word.length() < 3) {
      return word;
    }
    String stem = pastAndProgressive(plural(word));
    if (stem.endsWith("y") && hasVowel(cut(stem, 1))) {
      stem = cut(stem, 1) + "i";
    }
    stem = replace(stem, STEP_2, 0);
    stem = replace(stem, STEP_3, 0);
    return end(replace(stem, STEP_4, 1));
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  private static String plural(String word) {
    if (word.endsWith("sses") || word.endsWith("ies")) {
      return cut(word, 2);
    }
    return word.endsWith("s") && !word.endsWith("ss") ? cut(word, 1) : word;
  }

  private static String pastAndProgressive(String word) {
    if (word.endsWith("eed")) {
      return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
    }
    int suffix = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
    if (suffix == 0 || !hasVowel(cut(word, suffix))) {
      return word;
    }
    String stem = cut(word, suffix);
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    if (endsDouble(stem)) {
      return "lsz".indexOf(stem.charAt(stem.length() - 1)) < 0 ? cut(stem, 1) : stem;
    }
    return measure(stem) == 1 && endsShort(stem) ? stem + "e" : stem;
  }

  /** Applies the rule of the longest suffix that the word has, if what it leaves is long enough. */
  private static String replace(String word, List<Rule> rules, int measure) {
    Rule longest = null;
    for (Rule rule : rules) {
      if (word.endsWith(rule.suffix)
          && (longest == null || rule.suffix.length() > longest.suffix.length())) {
        longest = rule;
      }
    }
    if (longest == null) {
      return word;
    }
    String left = cut(word, longest.suffix.length());
    boolean applies =
        measure(left) > measure
            && (!longest.suffix.equals("ion") || left.endsWith("s") || left.endsWith("t"));
    return applies ? left + longest.replacement : word;
  }

  private static String end(String word) {
    String stem = word;
    if (stem.endsWith("e")) {
      String left = cut(stem, 1);
      int measure = measure(left);
      if (measure > 1 || (measure == 1 && !endsShort(left))) {
        stem = left;
      }
    }
    return stem.endsWith("ll") && measure(stem) > 1 ? cut(stem, 1) : stem;
  }

  private static boolean isConsonant(String word, int at) {
    return switch (word.charAt(at)) {
      case 'a', 'e', 'i', 'o', 'u' -> false;
      case 'y' -> at == 0 || !isConsonant(word, at - 1);
      default -> true;
    };
  }

  private static int measure(String word) {
    int measure = 0;
    for (int i = 1; i < word.length(); i++) {
      measure += isConsonant(word, i) && !isConsonant(word, i - 1) ? 1 : 0;
    }
    return measure;
  }

  private static boolean hasVowel(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!isConsonant(word, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsDouble(String word) {
    int last = word.length() - 1;
    return last > 0 && word.charAt(last) == word.charAt(last - 1) && isConsonant(word, last);
  }

  /** Whether it ends with consonant, vowel, consonant, the last not w, x or y. */
  private static boolean endsShort(String word) {
    int last = word.length() - 1;
    return last > 1
        && isConsonant(word, last)
        && !isConsonant(word, last - 1)
        && isConsonant(word, last - 2)
        && "wxy".indexOf(word.charAt(last)) < 0;
  }
}
