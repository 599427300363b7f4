/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A search engine over HTTP, by connections that are kept open. Thread-safe. */
public final class Engine implements AutoCloseable {
  private static final Duration CONNECTION = Duration.ofSeconds(5);

  /** As long as the greatest force merge may take. */
  private static final Duration ANSWER = Duration.ofMinutes(30);

  private static final int SHOWN = 500;

  private final HttpClient client;
  private final String url;
  private final Access access;

  /** The engine at this URL, which has no slash at its end and is open to all. */
  public Engine(String url) {
    this(url, Access.OPEN);
  }

  /** The engine at this URL, which has no slash at its end. */
  public Engine(String url, Access access) {
    this.url = url;
    this.access = access;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTION);
    access.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** Where it is. */
  public String url() {
    return url;
  }

  /** A request that can be sent any number of times. */
  public HttpRequest prepare(String method, String path, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER);
    access.headers().forEach(request::header);
    if (body.isEmpty()) {
      return request.method(method, BodyPublishers.noBody()).build();
    }
    boolean lines = path.startsWith("/_bulk") || path.startsWith("/_msearch");
    String type = lines ? "application/x-ndjson" : "application/json";
    return request
        .header("Content-Type", type)
        .method(method, BodyPublishers.ofString(body))
        .build();
  }

  /** Sends a prepared request and waits for the whole answer, whatever it is. */
  public HttpResponse<String> send(HttpRequest request) throws BenchmarkException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new BenchmarkException(
          "no answer from [" + request.method() + " " + request.uri() + "]: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted at [" + request.uri() + "]", e);
    }
  }

  /**
   * Sends a request and reads its answer.
   *
   * @throws BenchmarkException when the status is none of 2xx; with the beginning of the answer
   */
  public JsonObject request(String method, String path, String body) throws BenchmarkException {
    return read(send(prepare(method, path, body)));
  }

  /** Whether a request is answered by 2xx. */
  boolean succeeds(String method, String path, String body) throws BenchmarkException {
    return send(prepare(method, path, body)).statusCode() / 100 == 2;
  }

  /** The object that an answer of 2xx is. */
  public static JsonObject read(HttpResponse<String> response) throws BenchmarkException {
    if (response.statusCode() / 100 == 2) {
      try {
        return JsonParser.parseString(response.body()).getAsJsonObject();
      } catch (JsonParseException | IllegalStateException e) {
        throw new BenchmarkException(said(response) + ", which is no JSON object", e);
      }
    }
    throw new BenchmarkException(said(response));
  }

  /** Waits for requests that are under way, and ends the connections. */
  @Override
  public void close() {
    client.close();
  }

  private static String said(HttpResponse<String> response) {
    String body = response.body();
    return "["
        + response.request().method()
        + " "
        + response.uri()
        + "] was answered by "
        + response.statusCode()
        + ": "
        + (body.length() > SHOWN ? body.substring(0, SHOWN) + "..." : body);
  }
}
