/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Node;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A client that searches until it is stopped, through one node after the other. Every answer is
 * compared with the oracle's; a request fails when no node answers it.
 */
final class SearchLoad implements Runnable {
  private static final int SIZE = 10;

  /**
   * How often all nodes are asked: while a node leaves, two that are up may both have begun a
   * search there before they hear of it.
   */
  private static final int ROUNDS = 3;

  private static final int ROUND_PAUSE = 500;

  /** Milliseconds between two requests: nodes that start want the processors too. */
  private static final int PAUSE = 20;

  private final List<Node> nodes;
  private final Index index;
  private final Map<String, Float> words;
  private final RandomDocs texts;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private volatile boolean stopped;
  private volatile Throwable failure;

  SearchLoad(List<Node> nodes, Index index, Map<String, Float> words, RandomDocs texts) {
    this.nodes = nodes;
    this.index = index;
    this.words = words;
    this.texts = texts;
  }

  /** Requests that were answered, and rightly. */
  long answered() {
    return answered.get();
  }

  /** Requests that had to be sent to another node. */
  long retried() {
    return retried.get();
  }

  void stop() {
    stopped = true;
  }

  /** Fails when this client has failed. */
  void check() {
    if (failure != null) {
      throw new AssertionError("after " + answered + " answers", failure);
    }
  }

  @Override
  public void run() {
    try {
      for (int turn = 0; !stopped; turn++) {
        search(turn);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      failure = e;
      throw e;
    }
  }

  private void search(int turn) throws InterruptedException {
    List<String> text =
        IntStream.rangeClosed(0, texts.random().nextInt(6)).mapToObj(i -> texts.token()).toList();
    Map<String, Float> weights = new HashMap<>();
    text.forEach(word -> weights.put(word, words.get(word)));
    String body =
        "{'query': {'neural_sparse': {'v': {'query_text': '" + String.join(" ", text) + "'}}}}";
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < ROUNDS * nodes.size(); i++) {
      if (i > 0 && i % nodes.size() == 0) {
        Thread.sleep(ROUND_PAUSE);
      }
      Node node = nodes.get((turn + i) % nodes.size());
      try {
        Answer answer =
            node.http()
                .post(
                    "/" + index.name() + "/_search?allow_partial_search_results=false",
                    Index.json(body));
        if (answer.status() == 200) {
          Index.assertPage(
              index.ranking(doc -> Oracle.dot(weights, doc.vector())), 0, SIZE, answer);
          answered.incrementAndGet();
          retried.addAndGet(i > 0 ? 1 : 0);
          return;
        }
        faults.add(answer.toString());
      } catch (UncheckedIOException e) {
        faults.add(e.toString());
      }
    }
    throw new AssertionError("no node answers " + body + ": " + faults);
  }
}
