/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.Decision;
import java.util.List;
import java.util.Map;

/**
 * What was found in a model folder; the components are the keys of {@code inspect --json}. Those of
 * parts that cannot be read are null.
 *
 * @param model the folder's name
 * @param folder where it is
 * @param decisions what holds, and which file says so
 * @param analyzer the name of the tokeniser, or null
 * @param precision what the model asks for, or null where the node decides
 * @param network sizes, or null
 * @param vocabulary of the tokeniser, or null
 * @param table of query weights, or null
 * @param files all files of the folder
 * @param problems why the folder cannot be served; empty when it can
 */
record Inspection(
    String model,
    String folder,
    List<Decision> decisions,
    String analyzer,
    String precision,
    NetworkFacts network,
    VocabularyFacts vocabulary,
    TableFacts table,
    List<FileFacts> files,
    List<String> problems) {

  /**
   * The network in figures.
   *
   * @param description in words
   * @param parameters number of weights; 0 where they cannot be counted
   * @param bytes of the weights as the files have them
   * @param types of the tensors, and how many have each
   * @param metadata what the weights' writer had to say
   */
  record NetworkFacts(
      String description,
      long parameters,
      long bytes,
      Map<String, Long> types,
      Map<String, String> metadata) {}

  /**
   * The tokens.
   *
   * @param size one more than the largest id
   * @param special tokens that never get a weight
   */
  record VocabularyFacts(int size, List<String> special) {}

  /**
   * The query weights of all tokens that are not special.
   *
   * @param ones how many are exactly 1, as those are which the table leaves out
   * @param zeros how many are 0: such tokens never match
   */
  record TableFacts(int weights, float least, float greatest, int ones, int zeros) {}

  /**
   * A file.
   *
   * @param sha256 or null
   */
  record FileFacts(String name, long bytes, String sha256) {}
}
