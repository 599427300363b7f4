/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Sends README.md's requests to a fresh node, as they stand and in order. What the README shows as
 * the answer (a JSON block after the request) must be in the answer, numbers to the last digit
 * shown.
 */
@RunWith(Parameterized.class)
public final class ReadmeIT {
  private static final Pattern BLOCK =
      Pattern.compile("```(console|json)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REQUEST =
      Pattern.compile("^(GET|PUT|POST|DELETE) (/?\\S+)$", Pattern.MULTILINE);

  private final String version;

  public ReadmeIT(String version) {
    this.version = version;
  }

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  private record Request(String method, String path, String body) {}

  /** The requests of a block: each begins with a line of its own, as Dev Tools has it. */
  private static List<Request> requests(String block) {
    List<Request> requests = new ArrayList<>();
    Matcher line = REQUEST.matcher(block);
    boolean found = line.find();
    while (found) {
      String method = line.group(1);
      String path = line.group(2).startsWith("/") ? line.group(2) : "/" + line.group(2);
      int start = line.end();
      found = line.find();
      String body = block.substring(start, found ? line.start() : block.length()).strip();
      requests.add(new Request(method, path, body.isEmpty() ? "" : body + "\n"));
    }
    return requests;
  }

  @Test
  public void theRequestsDoWhatTheReadmeSays() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("neural_sparse.readme")));
    int sent = 0;
    int compared = 0;
    try (Node node = Node.start(NodeOptions.of(version))) {
      Answer answer = null;
      for (Matcher block = BLOCK.matcher(readme); block.find(); ) {
        if (block.group(1).equals("console")) {
          for (Request request : requests(block.group(2))) {
            answer = node.http().request(request.method, request.path, request.body).ok();
            assertTrue(answer.toString(), !answer.text().contains("\"errors\":true"));
            sent++;
          }
        } else if (answer != null) {
          assertContains("", JsonParser.parseString(block.group(2)), answer.json(), answer);
          compared++;
        }
      }
    }
    assertTrue("the README has requests", sent >= 4);
    assertTrue("the README shows answers", compared >= 1);
  }

  /** What the last digit counts of a number as the README has it; whole ones are exact. */
  private static double lastDigit(JsonElement number) {
    int digits = number.getAsBigDecimal().scale();
    return digits > 0 ? Math.pow(10, -digits) : 0;
  }

  private static void assertContains(
      String path, JsonElement expected, JsonElement actual, Answer answer) {
    String message = "at [" + path + "] of " + answer;
    if (expected instanceof JsonObject object) {
      object
          .entrySet()
          .forEach(
              e -> {
                JsonElement value = actual.getAsJsonObject().get(e.getKey());
                assertTrue(message + " no " + e.getKey(), value != null);
                assertContains(path + "/" + e.getKey(), e.getValue(), value, answer);
              });
    } else if (expected instanceof JsonArray array) {
      assertEquals(message, array.size(), actual.getAsJsonArray().size());
      for (int i = 0; i < array.size(); i++) {
        assertContains(path + "/" + i, array.get(i), actual.getAsJsonArray().get(i), answer);
      }
    } else if (expected.getAsJsonPrimitive().isNumber()) {
      assertEquals(message, expected.getAsDouble(), actual.getAsDouble(), lastDigit(expected));
    } else {
      assertEquals(message, expected, actual);
    }
  }
}
