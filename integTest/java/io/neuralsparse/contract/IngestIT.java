/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import org.junit.ClassRule;
import org.junit.runner.RunWith;
import org.junit.runners.Suite;
import org.junit.runners.Suite.SuiteClasses;

/** All that users may ask of the ingest processor, on one node of every version. */
@RunWith(Suite.class)
@SuiteClasses({
  FieldShapes.class,
  Pipelines.class,
  ProcessorOptions.class,
  Rewrites.class,
  SkipExisting.class
})
public final class IngestIT {
  @ClassRule public static final Servers servers = Servers.rule();
}
