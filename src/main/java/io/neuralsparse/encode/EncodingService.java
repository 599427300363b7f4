/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.encode.NativeMemory.Reservation;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Encodes the texts of all requests of a node on a fixed number of threads: the texts meet in one
 * queue, are cut into windows, and run in batches across requests.
 *
 * <p>Nobody is ever blocked: {@link #submit} takes microseconds, and every request is answered
 * once, by a thread that encodes, or, if it is refused, by the one that brings it. A batch that
 * fails is run once more window by window, so that only the request whose text is at fault fails.
 */
public final class EncodingService implements AutoCloseable {
  private static final long SECONDS_TO_STOP = 30;

  /**
   * What a service may take.
   *
   * @param workers threads at once, at least 1
   * @param capacity texts without an answer, at least 1; see {@link TextQueue}
   * @param memory outside the heap
   */
  public record Limits(int workers, int capacity, NativeMemory memory) {}

  /**
   * Whose texts are in a request. Requests with equal keys share the turns of one source.
   *
   * @param key with {@code equals}
   * @param cancelled asked now and then, by any thread
   */
  public record Origin(Object key, BooleanSupplier cancelled) {}

  private final Limits limits;
  private final EncoderLender lender;
  private final Executor executor;
  private final EncodingStatistics statistics = new EncodingStatistics();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final TextQueue queue;
  private int active;
  private boolean closed;

  /**
   * Without requests.
   *
   * @param executor runs up to as many tasks at once as there are workers
   */
  public EncodingService(Limits limits, EncoderLender lender, Executor executor) {
    this.limits = limits;
    this.lender = lender;
    this.executor = executor;
    this.queue = new TextQueue(limits.capacity);
  }

  /**
   * Encodes texts.
   *
   * @param answer is given one vector a text, in order, or what went wrong: {@link
   *     io.neuralsparse.model.ModelException} when the model's folder is at fault, {@link
   *     NativeMemory.ExceededException}, {@link CancellationException}, {@link
   *     RejectedExecutionException} when the queue is full or the service closed. Called once, by
   *     another thread or before this returns.
   */
  public void submit(
      EncodingRequest request, Origin origin, BiConsumer<List<SparseVector>, Exception> answer) {
    if (request.texts().isEmpty()) {
      answer.accept(List.of(), null);
      return;
    }
    Job job = new Job(request, answer);
    String refusal = null;
    lock.lock();
    try {
      if (closed) {
        refusal = "the node is stopping";
      } else if (!queue.offer(job, origin.key, origin.cancelled, System.nanoTime())) {
        refusal =
            "the queue of texts to encode is full: ["
                + queue.unanswered()
                + "] wait, [neural_sparse.encoding.queue_size] is ["
                + limits.capacity
                + "]";
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      job.fail(new RejectedExecutionException(refusal), ignored -> statistics.rejection());
      return;
    }
    statistics.request(request.texts().size());
    hire();
  }

  /** Starts another thread if there is work for it. */
  private void hire() {
    lock.lock();
    try {
      if (closed || active >= limits.workers || !queue.hasWork()) {
        return;
      }
      active++;
    } finally {
      lock.unlock();
    }
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException e) {
      leave();
      stop(e);
    }
  }

  private void leave() {
    lock.lock();
    try {
      active--;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      for (TextQueue.Work work = next(); work != null; work = next()) {
        hire();
        if (work.windows().isEmpty()) {
          cut(work.texts());
        } else {
          run(work.windows());
        }
      }
    } finally {
      leave();
      hire(); // what came since this thread found nothing
    }
  }

  private TextQueue.Work next() {
    lock.lock();
    try {
      return queue.next();
    } finally {
      lock.unlock();
    }
  }

  private void cut(List<QueuedText> texts) {
    for (int i = 0; i < texts.size(); i++) {
      QueuedText text = texts.get(i);
      try {
        if (text.isCancelled()) {
          throw cancelled();
        }
        cut(text);
      } catch (RuntimeException e) {
        giveUp(text, e);
      } catch (Error e) {
        texts.subList(i, texts.size()).forEach(rest -> giveUp(rest, broken(e)));
        throw e;
      }
    }
  }

  private void cut(QueuedText text) {
    EncodingRequest request = text.job().request();
    EncoderLender.Loan loan = lender.lend(request.model());
    Windows windows;
    try {
      windows = loan.encoder().cut(text.text(), request.longText());
    } catch (RuntimeException | Error e) {
      loan.close();
      throw e;
    }
    statistics.cut(windows);
    lock.lock();
    try {
      if (!closed) {
        queue.ready(text, loan, windows);
        return;
      }
    } finally {
      lock.unlock();
    }
    loan.close();
    giveUp(text, new RejectedExecutionException("the node is stopping"));
  }

  /** A text without windows in the queue will have no vector. */
  private void giveUp(QueuedText text, Exception failure) {
    lock.lock();
    try {
      queue.answered(text);
    } finally {
      lock.unlock();
    }
    fail(text.job(), failure);
  }

  private void fail(Job job, Exception failure) {
    job.fail(failure, statistics::failed);
  }

  private static CancellationException cancelled() {
    return new CancellationException("the task that wants the vectors was cancelled");
  }

  private static IllegalStateException broken(Error e) {
    return new IllegalStateException("a thread that encodes broke down: " + e, e);
  }

  private void run(List<Window> batch) {
    List<Window> wanted = new ArrayList<>(batch.size());
    BatchShape shape = null;
    long now = System.nanoTime();
    for (Window window : batch) {
      if (window.text().isCancelled()) {
        done(List.of(window), null, cancelled());
      } else {
        wanted.add(window);
        shape = shape == null ? BatchShape.of(window.length()) : shape.with(window.length());
        if (window.text().start()) {
          statistics.waited(now - window.text().since());
        }
      }
    }
    if (!wanted.isEmpty()) {
      runWanted(wanted, shape);
    }
  }

  private void runWanted(List<Window> batch, BatchShape shape) {
    DocumentEncoder encoder = batch.getFirst().text().encoder();
    List<SparseVector> vectors;
    long start = System.nanoTime();
    try (Reservation ignored =
        limits.memory.reserve(encoder.bytes(shape.windows(), shape.longest()), "a run")) {
      vectors = encoder.run(batch.stream().map(Window::ids).toList());
    } catch (RuntimeException e) {
      if (batch.size() == 1) {
        done(batch, null, e);
      } else {
        for (Window window : batch) {
          runWanted(List.of(window), BatchShape.of(window.length()));
        }
      }
      return;
    } catch (Error e) {
      done(batch, null, broken(e));
      throw e;
    }
    statistics.ran(shape, System.nanoTime() - start);
    done(batch, vectors, null);
  }

  /**
   * Answers the requests that waited for these windows only.
   *
   * @param vectors of the windows, or null for a failure
   */
  private void done(List<Window> windows, List<SparseVector> vectors, Exception failure) {
    List<QueuedText> whole = new ArrayList<>(windows.size());
    lock.lock();
    try {
      for (int i = 0; i < windows.size(); i++) {
        QueuedText text = windows.get(i).text();
        if (text.windowDone(vectors == null ? null : vectors.get(i))) {
          queue.answered(text);
          whole.add(text);
        }
      }
    } finally {
      lock.unlock();
    }
    whole.forEach(QueuedText::giveBack);
    if (failure != null) {
      windows.forEach(window -> fail(window.text().job(), failure));
      return;
    }
    long now = System.nanoTime();
    for (QueuedText text : whole) {
      statistics.answered(now - text.since());
      if (!text.isVain()) {
        text.job().put(text.index(), text.vector());
      }
    }
  }

  /** The numbers of now. */
  public EncodingStatistics.Snapshot statistics() {
    EncodingStatistics.Snapshot now = statistics.now();
    lock.lock();
    try {
      now.sums().put("queue.texts", (long) queue.unanswered());
      now.sums().put("queue.capacity", (long) limits.capacity);
      now.sums().put("workers.active", (long) active);
      now.sums().put("workers.count", (long) limits.workers);
    } finally {
      lock.unlock();
    }
    now.sums().put("memory.used_in_bytes", limits.memory.used());
    now.sums().put("memory.limit_in_bytes", limits.memory.limit());
    now.sums().put("memory.refusals", limits.memory.refusals());
    return now;
  }

  private void stop(RejectedExecutionException cause) {
    List<Job> jobs;
    lock.lock();
    try {
      closed = true;
      jobs = queue.clear();
    } finally {
      lock.unlock();
    }
    jobs.forEach(job -> fail(job, cause));
  }

  /**
   * Refuses what waits and what is still to come, and waits for the batches that run; half a minute
   * at most.
   */
  @Override
  public void close() {
    stop(new RejectedExecutionException("the node is stopping"));
    long left = TimeUnit.SECONDS.toNanos(SECONDS_TO_STOP);
    lock.lock();
    try {
      while (active > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
