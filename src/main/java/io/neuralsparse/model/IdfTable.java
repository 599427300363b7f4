/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/**
 * The learned weight of each vocabulary token in a query, by id; 1.0 where the file says nothing.
 * Read from the first of these that is there: the safetensors file, tensor {@code weight}
 * [vocabulary], of the static embedding that a router names for queries; {@value #JSON_FILE};
 * {@value #TEXT_FILE}. Immutable.
 */
public final class IdfTable {
  /** One JSON object, token → weight. */
  public static final String JSON_FILE = "idf.json";

  /** One {@code token<TAB>weight} a line. */
  public static final String TEXT_FILE = "query_token_weights.txt";

  private static final String TENSOR = "weight";
  private static final float ABSENT = 1.0f;

  private final float[] weights;

  private IdfTable(float[] weights) {
    this.weights = weights;
  }

  /**
   * Reads a model's table.
   *
   * @param folder the model's folder
   * @param vocabulary of the model's tokeniser; entries for tokens it lacks are passed over
   * @throws ModelException when the file is missing or malformed, when a weight is not finite or,
   *     in a text file, negative, or when it is a table of another vocabulary
   */
  public static IdfTable read(ModelFolder folder, Vocabulary vocabulary) {
    Layout layout = Layout.read(folder);
    TableSource source = TableSource.find(folder, layout);
    if (source.isEmbedding()) {
      checkTokenizer(folder, layout, vocabulary);
      return readEmbedding(folder, source.file(), vocabulary);
    }
    Filling filling = new Filling(folder, source.file(), vocabulary);
    if (source.file().endsWith(JSON_FILE)) {
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

  /** The weights of the ids below a size, each as {@link #weight} has it; a copy. */
  public float[] weights(int size) {
    float[] copy = Arrays.copyOf(weights, size);
    Arrays.fill(copy, Math.min(weights.length, size), size, ABSENT);
    return copy;
  }

  /** The static embedding's ids are those of the tokeniser that was saved with it. */
  private static void checkTokenizer(ModelFolder folder, Layout layout, Vocabulary vocabulary) {
    String file = Layout.join(layout.table().orElse(""), Vocabulary.FILE);
    if (file.equals(vocabulary.file()) || folder.find(file).isEmpty()) {
      return;
    }
    try {
      if (Files.mismatch(folder.get(file), folder.get(vocabulary.file())) < 0) {
        return;
      }
    } catch (IOException e) {
      throw folder.fault(file, "cannot be read: " + e.getMessage(), e);
    }
    if (!Vocabulary.read(folder, file).hasTokensOf(vocabulary)) {
      throw folder.fault(
          file,
          "its vocabulary is not that of ["
              + vocabulary.file()
              + "]: queries and documents would speak of different tokens");
    }
  }

  /** A trained weight may be negative; a query then does without the token. */
  private static IdfTable readEmbedding(ModelFolder folder, String file, Vocabulary vocabulary) {
    try (Tensors tensors = Safetensors.open(folder, List.of(folder.get(file)))) {
      int size = tensors.get(TENSOR).elements();
      if (size < vocabulary.size()) {
        throw folder.fault(
            file,
            "tensor ["
                + TENSOR
                + "] must have a weight for each of the "
                + vocabulary.size()
                + " entries of ["
                + vocabulary.file()
                + "], has "
                + size);
      }
      FloatBuffer values = tensors.weights(TENSOR, List.of((long) size)).floats();
      float[] weights = new float[vocabulary.size()];
      for (int id = 0; id < weights.length; id++) {
        float weight = values.get(id);
        if (!Float.isFinite(weight)) {
          throw folder.fault(file, "the weight of id " + id + " is not finite: [" + weight + "]");
        }
        weights[id] = Math.max(weight, 0);
      }
      return new IdfTable(weights);
    }
  }

  private static void readJson(ModelFolder folder, Filling filling) {
    JsonFile.read(
        folder,
        filling.file,
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
        Files.newBufferedReader(folder.get(filling.file), StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isEmpty()) {
          continue;
        }
        int tab = line.lastIndexOf('\t');
        if (tab < 0) {
          throw folder.fault(
              filling.file,
              "line " + number + " must be a token, a tab and a weight, got [" + line + "]");
        }
        filling.put(line.substring(0, tab), line.substring(tab + 1));
      }
    } catch (IOException e) {
      throw folder.fault(filling.file, "cannot be read: " + e.getMessage(), e);
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
            file, "not one of its tokens is in the vocabulary of [" + vocabulary.file() + "]");
      }
      return new IdfTable(weights);
    }
  }
}
