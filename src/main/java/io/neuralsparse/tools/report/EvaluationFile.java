/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The JSON file of an evaluation; keys are the records' names in lower case with underscores. */
public final class EvaluationFile {
  private static final FieldNamingPolicy NAMES = FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES;

  private static final Gson JSON =
      new GsonBuilder()
          .setFieldNamingPolicy(NAMES)
          .registerTypeAdapterFactory(new StrictRecords(NAMES))
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .registerTypeAdapter(double[].class, new OneLine<double[]>(double[].class))
          .registerTypeAdapter(int[].class, new OneLine<int[]>(int[].class))
          .create();

  private EvaluationFile() {}

  /** The text of a file; the same evaluation gives the same text. */
  public static String text(Evaluation evaluation) {
    return JSON.toJson(evaluation) + "\n";
  }

  /** Writes a file, whole or not at all. */
  public static void write(Path file, Evaluation evaluation) throws IOException {
    write(file, text(evaluation));
  }

  /** Writes a text into a file, whole or not at all. */
  public static void write(Path file, String text) throws IOException {
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException also where the file is no evaluation, with the reason
   */
  public static Evaluation read(Path file) throws IOException {
    try {
      Evaluation evaluation = JSON.fromJson(Files.readString(file), Evaluation.class);
      if (evaluation == null) {
        throw new IOException("[" + file + "] is empty");
      }
      return evaluation;
    } catch (CharacterCodingException e) {
      throw new IOException("[" + file + "] is not UTF-8", e);
    } catch (JsonParseException e) {
      throw fault(file, e);
    } catch (RuntimeException e) {
      // Gson's, for what a record's constructor throws.
      if (e.getCause() instanceof IllegalArgumentException) {
        throw fault(file, (IllegalArgumentException) e.getCause());
      }
      throw e;
    }
  }

  private static IOException fault(Path file, RuntimeException cause) {
    return new IOException("[" + file + "] is no evaluation: " + cause.getMessage(), cause);
  }

  /** Keeps arrays of numbers on one line: there are thousands. */
  private static final class OneLine<T> extends TypeAdapter<T> {
    private static final Gson PLAIN = new Gson();

    private final Class<T> type;

    OneLine(Class<T> type) {
      this.type = type;
    }

    @Override
    public void write(JsonWriter out, T array) throws IOException {
      if (array == null) {
        out.nullValue();
      } else {
        out.jsonValue(PLAIN.toJson(array));
      }
    }

    @Override
    public T read(JsonReader in) {
      return PLAIN.fromJson(in, type);
    }
  }
}
