/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.opensearch.ingest.IngestDocument;

/** A document on its way through a processor. For one thread at a time. */
final class DocumentWork {
  private final IngestDocument document;
  private final DocumentTexts texts;
  private final SparseVector[] settled;

  /**
   * Finds the texts of a document, none of which has its vector yet.
   *
   * @throws IllegalArgumentException when a value is not a text where one is due
   */
  DocumentWork(IngestDocument document, FieldMap fields) {
    this.document = document;
    this.texts = DocumentTexts.find(fields, document.getSourceAndMetadata());
    this.settled = new SparseVector[texts.texts().size()];
  }

  IngestDocument document() {
    return document;
  }

  DocumentTexts texts() {
    return texts;
  }

  /** A text has its vector, as it is to be written. */
  void settle(int text, SparseVector vector) {
    settled[text] = vector;
  }

  /** The numbers of the texts that have none yet. */
  List<Integer> open() {
    return IntStream.range(0, settled.length).filter(i -> settled[i] == null).boxed().toList();
  }

  /** The texts that have none yet. */
  List<String> openTexts() {
    List<String> all = texts.texts();
    List<String> open = new ArrayList<>();
    for (int i : open()) {
      open.add(all.get(i));
    }
    return open;
  }

  /** Writes the vectors into the document; all texts have theirs. */
  void write() {
    texts.put(List.of(settled));
  }
}
