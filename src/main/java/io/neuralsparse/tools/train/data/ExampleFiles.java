/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import io.neuralsparse.tools.evaluate.BeirCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads examples one after the other from files of lines (see {@link ExampleLine}) and folders in
 * BEIR's layout, whose judged queries are examples: documents of grade 1 or more are positives,
 * those of less negatives.
 */
public final class ExampleFiles {
  /** Takes examples. */
  public interface Reader {
    /** Takes the next one. */
    void accept(Example example) throws IOException;
  }

  private final BadLines badLines;
  private final Map<String, String> digests = new LinkedHashMap<>();

  /** To be read with this care. */
  public ExampleFiles(BadLines badLines) {
    this.badLines = badLines;
  }

  /**
   * Reads all examples of a place.
   *
   * @param place as {@link TrainingSet#read} takes it
   */
  public void read(String place, Reader reader) throws IOException {
    Path whole = DataFiles.path(place);
    int colon = place.lastIndexOf(':');
    if (Files.isDirectory(whole)) {
      collection(whole, "train", reader);
    } else if (colon > 0 && Files.isDirectory(DataFiles.path(place.substring(0, colon)))) {
      collection(DataFiles.path(place.substring(0, colon)), place.substring(colon + 1), reader);
    } else {
      for (Path file : DataFiles.find(place)) {
        lines(file, reader);
      }
    }
  }

  /** SHA-256 of each file that was read, in hexadecimal digits, in the order of reading. */
  public Map<String, String> digests() {
    return new LinkedHashMap<>(digests);
  }

  private void lines(Path file, Reader reader) throws IOException {
    try (TextLines lines = TextLines.open(file, badLines)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank()) {
          continue;
        }
        Example example;
        try {
          example = ExampleLine.read(line, lines.origin());
        } catch (ExampleLine.Fault e) {
          badLines.add(lines.origin(), e.getMessage(), e.detail());
          continue;
        }
        reader.accept(example);
      }
      digests.put(file.toString(), lines.digest());
    }
  }

  private void collection(Path folder, String split, Reader reader) throws IOException {
    if (split.equals("test")) {
      throw new IOException("[" + folder + ":test] is for tests, which training must not see");
    }
    BeirCollection collection = BeirCollection.read(folder, split);
    Map<String, String> texts = judged(collection);
    String source = folder.toAbsolutePath().normalize().getFileName() + ":" + split;
    int number = 0;
    for (BeirCollection.Query query : collection.queries()) {
      number++;
      Origin origin = new Origin(folder + ":" + split, number);
      List<String> positives = new ArrayList<>();
      List<String> negatives = new ArrayList<>();
      for (Map.Entry<String, Integer> each : collection.judgements().of(query.id()).entrySet()) {
        String text = texts.get(each.getKey());
        if (text != null) {
          (each.getValue() > 0 ? positives : negatives).add(text);
        }
      }
      negatives.removeAll(positives);
      if (query.text().isBlank()) {
        badLines.add(origin, "has an empty text", "query [" + query.id() + "]");
      } else if (positives.isEmpty()) {
        badLines.add(
            origin, "has no relevant document in the corpus", "query [" + query.id() + "]");
      } else {
        reader.accept(
            new Example(
                query.text().strip(),
                positives.stream().distinct().toList(),
                negatives.stream().distinct().toList(),
                List.of(),
                source,
                origin));
      }
    }
    for (Path file : collection.files()) {
      try (TextLines lines = TextLines.open(file, badLines)) {
        digests.put(file.toString(), lines.digest());
      }
    }
  }

  private static Map<String, String> judged(BeirCollection collection) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (BeirCollection.Query query : collection.queries()) {
      collection.judgements().of(query.id()).keySet().forEach(id -> texts.put(id, null));
    }
    collection.forEach(
        document -> {
          if (texts.containsKey(document.id())) {
            texts.put(document.id(), document.passage());
          }
        });
    return texts;
  }
}
