/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import com.google.gson.JsonObject;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.IndexScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Pairs of the documents of an index: the text of one field is the query of the text of another, or
 * sentences of a field's passages are queries of what is left of the passage without them.
 */
public final class IndexPairs {
  private final String index;
  private final List<Fields> fields;
  private final int sentences;
  private final int most;

  /**
   * What is taken from a document.
   *
   * @param query field of the query; empty: sentences of the positive
   * @param positive field of the text
   */
  public record Fields(String query, String positive) {
    private String source(String index) {
      return index + ":" + (query.isEmpty() ? "sentence" : query) + "-" + positive;
    }
  }

  /**
   * Of an index.
   *
   * @param fields at least one
   * @param sentences of each passage that become queries, drawn by the passage's text
   * @param most documents
   */
  public IndexPairs(String index, List<Fields> fields, int sentences, int most) {
    this.index = index;
    this.fields = List.copyOf(fields);
    this.sentences = sentences;
    this.most = most;
  }

  String index() {
    return index;
  }

  /** Reads the index at one point in time; where a node forgot that, once more from its begin. */
  void read(Cluster cluster, PairLimits limits, PairWriter writer, LongConsumer progress)
      throws IOException {
    List<String> names =
        fields.stream()
            .flatMap(each -> List.of(each.query(), each.positive()).stream())
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    try {
      new IndexScan(cluster, index, names, most).read(() -> new Reader(limits, writer, progress));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Takes documents. */
  private final class Reader implements Consumer<JsonObject> {
    private final PairLimits limits;
    private final PairWriter writer;
    private final LongConsumer progress;
    private long documents;

    Reader(PairLimits limits, PairWriter writer, LongConsumer progress) {
      this.limits = limits;
      this.writer = writer;
      this.progress = progress;
    }

    @Override
    public void accept(JsonObject source) {
      try {
        for (Fields each : fields) {
          String text = IndexScan.text(source, each.positive());
          if (each.query().isEmpty()) {
            sentences(text, each);
          } else {
            String query = IndexScan.text(source, each.query());
            if (!query.isBlank() && !text.isBlank()) {
              writer.accept(query, text, each.source(index));
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      documents++;
      progress.accept(documents);
    }

    private void sentences(String text, Fields fields) throws IOException {
      List<List<String>> passages =
          Sentences.of(Sentences.plain(text)).passages(limits.mostPositive());
      for (List<String> passage : passages) {
        List<Integer> fit = new ArrayList<>();
        for (int i = 0; i < passage.size(); i++) {
          int words = Sentences.words(passage.get(i));
          if (words >= limits.leastQuery() && words <= limits.mostQuery()) {
            fit.add(i);
          }
        }
        // Both String.hashCode and Random are the same everywhere.
        Collections.shuffle(fit, new Random(String.join(" ", passage).hashCode()));
        for (int place : fit.subList(0, Math.min(sentences, fit.size()))) {
          List<String> rest = new ArrayList<>(passage);
          String query = rest.remove(place);
          writer.accept(query, String.join(" ", rest), fields.source(index));
        }
      }
    }
  }
}
