/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.random;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A WordPiece tokeniser made up on the spot: the five special tokens, letters, digits and marks
 * alone and as the inside of a word, some common words, and syllables. It splits any English text
 * without unknown tokens.
 */
final class TinyTokenizer {
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final String MARKS = ".,;:!?'\"()-/";
  private static final String WORDS =
      "the of and to in a is that for it as was with be by on not he his but at are this have from"
          + " or had an they which one you were all her she there would their we him been has when"
          + " who will no more if out so up said what its about than into them can only other time"
          + " new some could these two may first then do any like my now over such our man me even"
          + " most made after also did many off before must well back through years much where your"
          + " way down should because long each just state those people too mr how little good"
          + " world make very year still see own work men day get here old life both between being"
          + " under three never know same last another while us might great go come since against"
          + " right came take used himself few house use place during high without again home"
          + " around small however found mrs part school thought went say general once upon war"
          + " every left got united number until always away";

  private TinyTokenizer() {}

  /**
   * The tokens, by id.
   *
   * @param size how many, at least 112
   */
  static List<String> vocabulary(int size) {
    Set<String> tokens = new LinkedHashSet<>(SPECIAL);
    List<String> single = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      single.add(String.valueOf(c));
    }
    for (char c = '0'; c <= '9'; c++) {
      single.add(String.valueOf(c));
    }
    tokens.addAll(single);
    single.forEach(c -> tokens.add("##" + c));
    MARKS.chars().forEach(c -> tokens.add(String.valueOf((char) c)));
    tokens.addAll(List.of(WORDS.split(" ")));
    for (int i = 0; tokens.size() < size; i++) {
      tokens.add((i % 2 == 0 ? "##" : "") + syllables(i / 2));
    }
    return List.copyOf(tokens).subList(0, size);
  }

  /** A word for a number; different for different numbers. */
  private static String syllables(int number) {
    String consonants = "bcdfghjklmnprstvwz";
    String vowels = "aeiou";
    StringBuilder word = new StringBuilder();
    int rest = number;
    do {
      int syllable = rest % (consonants.length() * vowels.length());
      word.append(consonants.charAt(syllable / vowels.length()))
          .append(vowels.charAt(syllable % vowels.length()));
      rest /= consonants.length() * vowels.length();
    } while (rest > 0);
    return word.toString();
  }

  /** A {@code tokenizer.json}. */
  static String json(List<String> vocabulary) {
    JsonArray added = new JsonArray();
    for (String token : SPECIAL) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", vocabulary.indexOf(token));
      entry.addProperty("content", token);
      for (String key : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        entry.addProperty(key, false);
      }
      entry.addProperty("special", true);
      added.add(entry);
    }
    JsonObject ids = new JsonObject();
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.addProperty(vocabulary.get(id), id);
    }
    return String.format(
        Locale.ROOT,
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": %s,
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
          "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
          "single": [%s, {"Sequence": {"id": "A", "type_id": 0}}, %s],
          "pair": [%s, {"Sequence": {"id": "A", "type_id": 0}}, %s,
            {"Sequence": {"id": "B", "type_id": 1}}, %s],
          "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
            "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
          "max_input_chars_per_word": 100, "vocab": %s}}
        """,
        new Gson().toJson(added),
        special("[CLS]", 0),
        special("[SEP]", 0),
        special("[CLS]", 0),
        special("[SEP]", 0),
        special("[SEP]", 1),
        new Gson().toJson(ids));
  }

  private static String special(String token, int type) {
    return "{\"SpecialToken\": {\"id\": \"" + token + "\", \"type_id\": " + type + "}}";
  }
}
