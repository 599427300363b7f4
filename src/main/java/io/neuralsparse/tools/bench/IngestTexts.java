/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Passages of a folder that fit into a model's window: longer ones are more work where windows are
 * encoded than where they are cut, and would compare the one with the other.
 */
final class IngestTexts implements AutoCloseable {
  /** Room for the number that is added. */
  private static final int ROOM = 8;

  private final List<String> passages = new ArrayList<>();
  private final int left;
  private final int window;
  private final Tokenizer tokenizer;
  private long number;

  /**
   * Reads them all.
   *
   * @throws BenchmarkException when there is none that fits
   */
  IngestTexts(Path folder, ModelManifest manifest) throws IOException {
    window = manifest.window();
    tokenizer = Tokenizer.load(manifest.folder());
    List<String> all = RealTexts.read(folder).passages();
    for (String passage : all) {
      if (tokenizer.document(passage, window).length < window - ROOM) {
        passages.add(passage);
      }
    }
    left = all.size() - passages.size();
    if (passages.isEmpty()) {
      tokenizer.close();
      throw new BenchmarkException(
          "["
              + folder
              + "] has no passages (corpus.jsonl, pairs-*.jsonl, *.txt) that fit into the model's"
              + " window of "
              + window
              + " tokens");
    }
  }

  /** How many there are, and how many were too long. */
  String description() {
    return passages.size() + " passages, " + left + " longer ones left out";
  }

  /** Some of them, from the first on again behind the last, each made unlike all before. */
  List<String> get(int from, int count) {
    List<String> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(passages.get((from + i) % passages.size()) + " " + number);
      number++;
    }
    return batch;
  }

  /** The tokens that an encoder sees of some texts. */
  long tokens(List<String> texts) {
    return texts.stream().mapToLong(text -> tokenizer.document(text, window).length).sum();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
