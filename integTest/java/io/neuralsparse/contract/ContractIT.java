/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import org.junit.ClassRule;
import org.junit.runner.RunWith;
import org.junit.runners.Suite;
import org.junit.runners.Suite.SuiteClasses;

/** All that users may send to the query, on one node of every version. */
@RunWith(Suite.class)
@SuiteClasses({
  CompoundQueries.class,
  JavaClient.class,
  JavaScriptClient.class,
  Mistakes.class,
  Pages.class,
  Requests.class,
  Sections.class,
  RandomCorpus.class
})
public final class ContractIT {
  @ClassRule public static final Servers servers = Servers.rule();
}
