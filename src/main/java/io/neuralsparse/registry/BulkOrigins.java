/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.EncodingService.Origin;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.bulk.BulkRequest;
import org.opensearch.action.support.ActionFilter;
import org.opensearch.action.support.ActionFilterChain;
import org.opensearch.action.support.ActionRequestMetadata;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.tasks.TaskId;
import org.opensearch.index.reindex.AbstractBulkByScrollRequest;
import org.opensearch.tasks.CancellableTask;
import org.opensearch.tasks.Task;

/**
 * Knows which bulk a text comes from, and whether the reindex behind that bulk was cancelled.
 *
 * <p>Pipelines aren't told the task that they work for. So each bulk that begins is marked in the
 * thread's context, which follows its documents through all of their processors. The task of a bulk
 * itself can't be cancelled (its request makes no {@link CancellableTask}), but its parent can,
 * when that is a reindex, an update by query or a delete by query; those that run on this node are
 * known here. One that was forwarded by another node goes on to the end of the bulk that is under
 * way, as with any pipeline.
 */
public final class BulkOrigins implements ActionFilter {
  private static final String MARK = "neural_sparse.bulk";

  private final Supplier<ThreadContext> context;
  private final Supplier<String> localNode;
  private final Map<Long, CancellableTask> parents = new ConcurrentHashMap<>();

  /**
   * For a node.
   *
   * @param localNode its id; asked for with the first bulk of a parent task
   */
  public BulkOrigins(Supplier<ThreadContext> context, Supplier<String> localNode) {
    this.context = context;
    this.localNode = localNode;
  }

  @Override
  public int order() {
    return 0;
  }

  @Override
  public <Request extends ActionRequest, Response extends ActionResponse> void apply(
      Task task,
      String action,
      Request request,
      ActionRequestMetadata<Request, Response> metadata,
      ActionListener<Response> listener,
      ActionFilterChain<Request, Response> chain) {
    if (request instanceof BulkRequest) {
      ThreadContext threadContext = context.get();
      try (ThreadContext.StoredContext ignored =
          threadContext.newStoredContext(true, List.of(MARK))) {
        threadContext.putTransient(MARK, new Origin(new Object(), cancelled(task)));
        chain.proceed(task, action, request, listener);
      }
    } else if (request instanceof AbstractBulkByScrollRequest
        && task instanceof CancellableTask cancellable) {
      parents.put(task.getId(), cancellable);
      chain.proceed(
          task,
          action,
          request,
          ActionListener.runBefore(listener, () -> parents.remove(task.getId())));
    } else {
      chain.proceed(task, action, request, listener);
    }
  }

  private BooleanSupplier cancelled(Task task) {
    TaskId parent = task == null ? TaskId.EMPTY_TASK_ID : task.getParentTaskId();
    CancellableTask known =
        parent.isSet() && parent.getNodeId().equals(localNode.get())
            ? parents.get(parent.getId())
            : null;
    return known == null ? () -> false : known::isCancelled;
  }

  /** The bulk that a thread works for; without one, an origin of its own. */
  static Origin of(ThreadContext context) {
    Origin marked = context.getTransient(MARK);
    return marked == null ? new Origin(new Object(), () -> false) : marked;
  }
}
