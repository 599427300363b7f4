/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.failure;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Http;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What an index has, and whether it is what was acknowledged. */
final class Stored {
  private static final int PAGE = 2_000;

  private Stored() {}

  /** All documents of an index by id, after a refresh. */
  static Map<String, JsonObject> documents(Http http, String index) {
    http.post("/" + index + "/_refresh", "").ok();
    Map<String, JsonObject> documents = new HashMap<>();
    String after = "";
    int page;
    do {
      page = 0;
      String body = "{\"size\": " + PAGE + ", \"sort\": [{\"n\": \"asc\"}]" + after + "}";
      for (JsonElement hit :
          http.post("/" + index + "/_search", body).ok().at("hits", "hits").getAsJsonArray()) {
        JsonObject object = hit.getAsJsonObject();
        documents.put(object.get("_id").getAsString(), object.getAsJsonObject("_source"));
        after = ", \"search_after\": " + object.get("sort");
        page++;
      }
    } while (page == PAGE);
    return documents;
  }

  /** Each acknowledged document is there with the vector of its text. */
  static void assertAll(
      Set<Integer> acknowledged, int words, Map<String, JsonObject> stored, SmallText texts) {
    int missing = 0;
    for (int number : acknowledged) {
      JsonObject document = stored.get(String.valueOf(number));
      if (document == null) {
        missing++;
        continue;
      }
      String text = SmallText.text(number, words);
      assertEquals("document " + number, "", texts.difference(text, document.getAsJsonObject("s")));
    }
    assertEquals("acknowledged and lost", 0, missing);
  }
}
