/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;

/**
 * The learned weight of each vocabulary token in a query, by id; 1.0 where the file says nothing.
 * Immutable.
 */
public final class IdfTable {
  /** One JSON object, token → weight. */
  public static final String JSON_FILE = "idf.json";

  /** One {@code token<TAB>weight} a line. */
  public static final String TEXT_FILE = "query_token_weights.txt";

  private static final float ABSENT = 1.0f;

  private final float[] weights;

  private IdfTable(float[] weights) {
    this.weights = weights;
  }

  /**
   * The file that holds a model's table: {@value #JSON_FILE}, or else {@value #TEXT_FILE}.
   *
   * @throws ModelException when there is neither
   */
  static String source(ModelFolder folder) {
    return Optional.of(JSON_FILE)
        .filter(file -> folder.find(file).isPresent())
        .or(() -> Optional.of(TEXT_FILE).filter(file -> folder.find(file).isPresent()))
        .orElseThrow(
            () -> folder.fault(JSON_FILE, "missing, and [" + TEXT_FILE + "] is missing too"));
  }

  /**
   * Reads a model's table.
   *
   * @param folder the model's folder
   * @param vocabulary of the model's tokeniser; entries for tokens it lacks are passed over
   * @throws ModelException when the file is missing or malformed, when a weight is negative or not
   *     finite, or when not one of its tokens is in the vocabulary
   */
  public static IdfTable read(ModelFolder folder, Vocabulary vocabulary) {
    String file = source(folder);
    Filling filling = new Filling(folder, file, vocabulary);
    if (file.equals(JSON_FILE)) {
      readJson(folder, filling);
    } else {
      readText(folder, filling);
    }
    return filling.table();
  }

  /** The weight of a token, 0 or more; 1.0 for ids the table does not know. */
  public float weight(int id) {
    return id >= 0 && id < weights.length ? weights[id] : ABSENT;
  }

  private static void readJson(ModelFolder folder, Filling filling) {
    JsonFile.read(
        folder,
        JSON_FILE,
        json -> {
          json.beginObject();
          while (json.hasNext()) {
            filling.put(json.nextName(), json.nextString());
          }
          json.endObject();
          return null;
        });
  }

  private static void readText(ModelFolder folder, Filling filling) {
    try (BufferedReader lines =
        Files.newBufferedReader(folder.get(TEXT_FILE), StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isEmpty()) {
          continue;
        }
        int tab = line.lastIndexOf('\t');
        if (tab < 0) {
          throw folder.fault(
              TEXT_FILE,
              "line " + number + " must be a token, a tab and a weight, got [" + line + "]");
        }
        filling.put(line.substring(0, tab), line.substring(tab + 1));
      }
    } catch (IOException e) {
      throw folder.fault(TEXT_FILE, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static final class Filling {
    private final ModelFolder folder;
    private final String file;
    private final Vocabulary vocabulary;
    private final float[] weights;
    private int known;

    Filling(ModelFolder folder, String file, Vocabulary vocabulary) {
      this.folder = folder;
      this.file = file;
      this.vocabulary = vocabulary;
      this.weights = new float[vocabulary.size()];
      Arrays.fill(weights, ABSENT);
    }

    void put(String token, String value) {
      float weight;
      try {
        weight = Float.parseFloat(value);
      } catch (NumberFormatException e) {
        throw folder.fault(
            file, "the weight of token [" + token + "] is not a number: [" + value + "]", e);
      }
      if (!(weight >= 0) || weight == Float.POSITIVE_INFINITY) {
        throw folder.fault(
            file,
            "the weight of token ["
                + token
                + "] must be finite and not negative, got ["
                + value
                + "]");
      }
      int id = vocabulary.id(token);
      if (id >= 0) {
        weights[id] = weight;
        known++;
      }
    }

    IdfTable table() {
      if (known == 0) {
        throw folder.fault(
            file, "not one of its tokens is in the vocabulary of [" + Vocabulary.FILE + "]");
      }
      return new IdfTable(weights);
    }
  }
}
