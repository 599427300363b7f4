/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import org.opensearch.test.OpenSearchTestCase;

/** Words of Porter's paper, step by step, with what all steps together make of them. */
public class PorterStemmerTests extends OpenSearchTestCase {
  private static void assertStems(String... wordsAndStems) {
    for (int i = 0; i < wordsAndStems.length; i += 2) {
      assertEquals(wordsAndStems[i], wordsAndStems[i + 1], PorterStemmer.stem(wordsAndStems[i]));
    }
  }

  public void testPlurals() {
    assertStems("caresses", "caress", "ponies", "poni", "ties", "ti", "caress", "caress");
    assertStems("cats", "cat", "as", "as", "gas", "ga");
  }

  public void testPastAndProgressive() {
    assertStems("feed", "feed", "agreed", "agre", "plastered", "plaster", "bled", "bled");
    assertStems("motoring", "motor", "sing", "sing", "conflated", "conflat", "troubled", "troubl");
    assertStems("sized", "size", "hopping", "hop", "tanned", "tan", "falling", "fall");
    assertStems("hissing", "hiss", "fizzed", "fizz", "failing", "fail", "filing", "file");
  }

  public void testLastY() {
    assertStems("happy", "happi", "sky", "sky");
  }

  public void testSuffixes() {
    assertStems("relational", "relat", "conditional", "condit", "rational", "ration");
    assertStems("valenci", "valenc", "digitizer", "digit", "radicalli", "radic", "vileli", "vile");
    assertStems("vietnamization", "vietnam", "predication", "predic", "operator", "oper");
    assertStems("feudalism", "feudal", "decisiveness", "decis", "hopefulness", "hope");
    assertStems("callousness", "callous", "formaliti", "formal", "sensitiviti", "sensit");
    assertStems("triplicate", "triplic", "formative", "form", "formalize", "formal");
    assertStems("electrical", "electr", "hopeful", "hope", "goodness", "good");
  }

  public void testEndings() {
    assertStems("revival", "reviv", "allowance", "allow", "airliner", "airlin");
    assertStems("gyroscopic", "gyroscop", "adjustable", "adjust", "irritant", "irrit");
    assertStems("replacement", "replac", "adjustment", "adjust", "dependent", "depend");
    assertStems("adoption", "adopt", "homologou", "homolog", "communism", "commun");
    assertStems("bowdlerize", "bowdler", "probate", "probat", "rate", "rate", "cease", "ceas");
    assertStems("controll", "control", "roll", "roll");
  }

  public void testFormsOfOneWordMeet() {
    assertStems("vaccine", "vaccin", "vaccines", "vaccin", "vaccination", "vaccin");
    assertStems("library", "librari", "libraries", "librari");
  }
}
