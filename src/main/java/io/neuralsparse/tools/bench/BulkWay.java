/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Documents through the plugin's pipeline by {@code _bulk}, into an index that is made for each
 * preparation; the pipeline's and the index's other options are the defaults.
 */
final class BulkWay implements IngestWay {
  private static final String INDEX = "bench-ingest";

  private final Engine engine;
  private final String label;
  private final String model;
  private final int clients;
  private final int bulk;
  private final int batch;

  /**
   * One combination.
   *
   * @param model its name on the node
   * @param clients that send at the same time, each its next request when the last is answered
   * @param bulk documents of a request
   * @param batch {@code batch_size} of the pipeline
   */
  BulkWay(Engine engine, String label, String model, int clients, int bulk, int batch) {
    this.engine = engine;
    this.label = label;
    this.model = model;
    this.clients = clients;
    this.bulk = bulk;
    this.batch = batch;
  }

  @Override
  public String label() {
    return label;
  }

  /** Makes the index empty and prepares the requests. */
  @Override
  public Work prepare(List<String> texts) throws BenchmarkException {
    return prepare(texts, () -> false);
  }

  /**
   * The same, for work that leaves out the requests that are left when it is told to.
   *
   * @param stopped asked before each request
   */
  Work prepare(List<String> texts, BooleanSupplier stopped) throws BenchmarkException {
    makeIndex();
    List<HttpRequest> requests = requests(texts);
    double[] times = new double[requests.size()];
    return () -> {
      Parallel.run(
          clients,
          times.length,
          number -> times[number] = stopped.getAsBoolean() ? 0 : send(requests.get(number)));
      return times;
    };
  }

  private void makeIndex() throws BenchmarkException {
    engine.request(
        "PUT",
        "/_ingest/pipeline/" + INDEX,
        "{\"processors\": [{\"learned_sparse_encoding\": {\"model_id\": "
            + new JsonPrimitive(model)
            + ", \"field_map\": {\"text\": \"vector\"}, \"batch_size\": "
            + batch
            + "}}]}");
    engine.request("DELETE", "/" + INDEX + "?ignore_unavailable=true", "");
    engine.request(
        "PUT",
        "/" + INDEX,
        """
        {
          "settings": {
            "number_of_shards": 1, "number_of_replicas": 0, "default_pipeline": "PIPELINE"
          },
          "mappings": {
            "properties": {"text": {"type": "text"}, "vector": {"type": "rank_features"}}
          }
        }
        """
            .replace("PIPELINE", INDEX));
  }

  private List<HttpRequest> requests(List<String> texts) {
    List<HttpRequest> requests = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += bulk) {
      StringBuilder body = new StringBuilder();
      for (String text : texts.subList(from, Math.min(from + bulk, texts.size()))) {
        body.append("{\"index\":{}}\n{\"text\":").append(new JsonPrimitive(text)).append("}\n");
      }
      requests.add(
          engine.prepare(
              "POST", "/_bulk?filter_path=errors,items.*.error&index=" + INDEX, body.toString()));
    }
    return requests;
  }

  /** Sends a request; returns its milliseconds. */
  private double send(HttpRequest request) throws BenchmarkException {
    long begin = System.nanoTime();
    JsonObject answer = Engine.read(engine.send(request));
    double time = (System.nanoTime() - begin) / 1e6;
    if (answer.get("errors").getAsBoolean()) {
      throw new BenchmarkException("[" + engine.url() + "] refused documents: " + answer);
    }
    return time;
  }

  @Override
  public void close() {
    // The index stays: whoever runs the benchmark may look into it.
  }
}
