/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.EncodingService.Origin;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.bulk.BulkRequest;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.action.support.ActionRequestMetadata;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.tasks.TaskId;
import org.opensearch.index.reindex.ReindexRequest;
import org.opensearch.tasks.CancellableTask;
import org.opensearch.tasks.Task;
import org.opensearch.test.OpenSearchTestCase;

public class BulkOriginsTests extends OpenSearchTestCase {
  private final ThreadContext context = new ThreadContext(Settings.EMPTY);
  private final BulkOrigins origins = new BulkOrigins(() -> context, () -> "here");

  private static final class Reindex extends CancellableTask {
    Reindex(long id) {
      super(id, "transport", "indices:data/write/reindex", "", TaskId.EMPTY_TASK_ID, Map.of());
    }

    @Override
    public boolean shouldCancelChildrenOnCancellation() {
      return true;
    }
  }

  private static Task bulk(TaskId parent) {
    Task task =
        new BulkRequest().createTask(7, "transport", "indices:data/write/bulk", parent, Map.of());
    assertFalse("then a bulk could be asked itself", task instanceof CancellableTask);
    return task;
  }

  /** Runs an action through the filter; gives the listener that the action is to answer. */
  private ActionListener<ActionResponse> apply(Task task, ActionRequest request, Runnable inside) {
    AtomicReference<ActionListener<ActionResponse>> listener = new AtomicReference<>();
    origins.apply(
        task,
        "action",
        request,
        ActionRequestMetadata.empty(),
        ActionListener.wrap(() -> {}),
        (t, action, r, l) -> {
          assertSame(task, t);
          assertSame(request, r);
          listener.set(l);
          inside.run();
        });
    return listener.get();
  }

  private Origin originOf(Task task) {
    AtomicReference<Origin> origin = new AtomicReference<>();
    apply(
        task,
        new BulkRequest(),
        () -> {
          origin.set(BulkOrigins.of(context));
          assertSame("one origin a bulk", origin.get(), BulkOrigins.of(context));
        });
    return origin.get();
  }

  public void testEachBulkIsAnOriginOfItsOwn() {
    context.putHeader("user", "u");
    Origin first = originOf(bulk(TaskId.EMPTY_TASK_ID));
    Origin second = originOf(bulk(TaskId.EMPTY_TASK_ID));
    assertNotEquals(first.key(), second.key());
    assertFalse(first.cancelled().getAsBoolean());
    assertEquals("u", context.getHeader("user"));
    assertNotEquals("the mark is gone", BulkOrigins.of(context), BulkOrigins.of(context));
  }

  public void testABulkWithinABulkHasItsOwnMark() {
    apply(
        bulk(TaskId.EMPTY_TASK_ID),
        new BulkRequest(),
        () -> {
          Origin outer = BulkOrigins.of(context);
          assertNotEquals(outer.key(), originOf(bulk(TaskId.EMPTY_TASK_ID)).key());
          assertSame(outer, BulkOrigins.of(context));
        });
  }

  public void testABulkOfACancelledReindexIsCancelled() {
    Reindex reindex = new Reindex(5);
    ActionListener<ActionResponse> listener = apply(reindex, new ReindexRequest(), () -> {});
    Origin ours = originOf(bulk(new TaskId("here", 5)));
    Origin elsewhere = originOf(bulk(new TaskId("there", 5)));
    Origin other = originOf(bulk(new TaskId("here", 6)));
    assertFalse(ours.cancelled().getAsBoolean());
    reindex.cancel("enough");
    assertTrue(ours.cancelled().getAsBoolean());
    assertFalse(elsewhere.cancelled().getAsBoolean());
    assertFalse(other.cancelled().getAsBoolean());
    listener.onFailure(new IllegalStateException());
    assertFalse("it has ended", originOf(bulk(new TaskId("here", 5))).cancelled().getAsBoolean());
  }

  public void testOtherActionsPassUnchanged() {
    apply(
        null,
        new SearchRequest(),
        () -> assertNotEquals(BulkOrigins.of(context), BulkOrigins.of(context)));
  }
}
