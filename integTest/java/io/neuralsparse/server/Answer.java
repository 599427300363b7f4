/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a node answered.
 *
 * @param request it answers, for messages
 * @param status of HTTP
 * @param headers by name, in lower case
 * @param text of the body as it came
 */
public record Answer(String request, int status, Map<String, List<String>> headers, String text) {

  /** The body as an object; fails when it is none. */
  public JsonObject body() {
    return json().getAsJsonObject();
  }

  /** The body as JSON of any kind; fails when it is none. */
  public JsonElement json() {
    try {
      return JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new AssertionError("no JSON: " + this, e);
    }
  }

  /**
   * What stands in the body under keys and list positions, as in {@code at("hits", "hits", 0,
   * "_score")}; fails when there is nothing.
   */
  public JsonElement at(Object... path) {
    JsonElement element = json();
    for (Object step : path) {
      JsonElement next = null;
      if (step instanceof Integer position && element.isJsonArray()) {
        next =
            position < element.getAsJsonArray().size()
                ? element.getAsJsonArray().get(position)
                : null;
      } else if (element.isJsonObject()) {
        next = element.getAsJsonObject().get(step.toString());
      }
      if (next == null) {
        throw new AssertionError("nothing at " + Arrays.toString(path) + ": " + this);
      }
      element = next;
    }
    return element;
  }

  /** This answer, when its status is one of 200 to 299; else fails with all of it. */
  public Answer ok() {
    if (status < 200 || status > 299) {
      throw new AssertionError(toString());
    }
    return this;
  }

  /** This answer, when its status is one of these; else fails with all of it. */
  public Answer ok(Integer... statuses) {
    if (!List.of(statuses).contains(status)) {
      throw new AssertionError(toString());
    }
    return this;
  }

  /** Request, status and body. */
  @Override
  public String toString() {
    return request + " -> " + status + "\n" + text;
  }
}
