/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A client of one node, for tests: every status is an answer, a request that takes longer than a
 * minute is an error. Thread-safe.
 */
public final class Http {
  private static final Duration CONNECTION = Duration.ofSeconds(5);
  private static final Duration REQUEST = Duration.ofSeconds(60);
  private static final Pattern LINES = Pattern.compile("/_(bulk|msearch)(/template)?(\\?|$)");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECTION)
          .build();
  private final String url;

  /** A client of the node at this URL, which has no slash at its end. */
  public Http(String url) {
    this.url = url;
  }

  /** Asks for a path. */
  public Answer get(String path) {
    return request("GET", path, "");
  }

  /** Asks for a path with a body, as searches do. */
  public Answer get(String path, String body) {
    return request("GET", path, body);
  }

  /** Puts a body, which may be empty. */
  public Answer put(String path, String body) {
    return request("PUT", path, body);
  }

  /** Posts a body, which may be empty. */
  public Answer post(String path, String body) {
    return request("POST", path, body);
  }

  /** Posts lines of JSON, as {@code _bulk} and {@code _msearch} want them. */
  public Answer lines(String path, List<?> lines) {
    StringBuilder body = new StringBuilder();
    for (Object line : lines) {
      body.append(line).append('\n');
    }
    return request("POST", path, body.toString());
  }

  /** Deletes a path. */
  public Answer delete(String path) {
    return request("DELETE", path, "");
  }

  /**
   * Sends any request. The body's type is lines of JSON for the paths that want them, else JSON.
   *
   * @throws UncheckedIOException when there is no answer
   */
  public Answer request(String method, String path, String body) {
    String absolute = path.startsWith("/") ? path : "/" + path;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + absolute)).timeout(REQUEST);
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      String type = LINES.matcher(absolute).find() ? "application/x-ndjson" : "application/json";
      request.header("Content-Type", type).method(method, BodyPublishers.ofString(body));
    }
    String what = method + " " + url + absolute;
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(what, response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(what + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + what, e);
    }
  }
}
