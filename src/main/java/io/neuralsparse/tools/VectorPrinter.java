/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.neuralsparse.vector.SparseVector;
import java.io.PrintStream;
import java.util.List;

/** Prints vectors: a line for each token, or a JSON object for each text. */
final class VectorPrinter {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private final PrintStream out;
  private final boolean json;
  private final int top;
  private boolean first = true;

  VectorPrinter(PrintStream out, boolean json, int top) {
    this.out = out;
    this.json = json;
    this.top = top;
  }

  void print(String text, SparseVector vector) {
    List<SparseVector.Entry> entries = vector.entries().subList(0, Math.min(top, vector.size()));
    if (json) {
      JsonObject tokens = new JsonObject();
      entries.forEach(entry -> tokens.addProperty(entry.token(), entry.weight()));
      JsonObject line = new JsonObject();
      line.addProperty("text", text);
      line.add("tokens", tokens);
      out.println(JSON.toJson(line));
      return;
    }
    if (!first) {
      out.println();
    }
    first = false;
    entries.forEach(entry -> out.println(entry.token() + "\t" + entry.weight()));
  }
}
