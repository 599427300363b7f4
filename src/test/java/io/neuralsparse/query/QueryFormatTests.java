/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.test.OpenSearchTestCase;

/** The bytes in which nodes send queries to each other. */
public class QueryFormatTests extends OpenSearchTestCase {
  private static final String NAME = LearnedSparseQueryBuilder.NAME;
  private static final String OFFICIAL = LearnedSparseQueryBuilder.OFFICIAL_NAME;

  /** Tests of parsing and of the wire say nothing unless these differ. */
  public void testQueriesThatDifferInOneThingAreNotEqual() {
    List<LearnedSparseQueryBuilder> queries = new ArrayList<>();
    SparseVector tokens = SparseVector.of(Map.of("a", 1f));
    queries.add(LearnedSparseQueryBuilder.ofTokens(NAME, "f", tokens, null));
    queries.add(LearnedSparseQueryBuilder.ofTokens(OFFICIAL, "f", tokens, null));
    queries.add(LearnedSparseQueryBuilder.ofTokens(NAME, "g", tokens, null));
    queries.add(
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "a", null, null, null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "b", null, null, null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "a", "m", null, null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "a", null, "m", null));
    for (QueryOptions options :
        List.of(
            new QueryOptions(TokenFrequency.SET, null, null, null),
            new QueryOptions(TokenFrequency.COUNT, null, null, null),
            new QueryOptions(null, 1, null, null),
            new QueryOptions(null, 2, null, null),
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.4f, false), null),
            new QueryOptions(null, null, new FrequentTokenPruning(6, 0.4f, false), null),
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.5f, false), null),
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.4f, true), null),
            new QueryOptions(null, null, null, TwoPhase.DEFAULT))) {
      queries.add(queries.getFirst().with(options));
    }
    assertEquals(queries.size(), new HashSet<>(queries).size());
  }

  /** What the first format looks like on the wire, for as long as there are nodes that send it. */
  public void testBytesOfTheFirstFormat() throws IOException {
    LearnedSparseQueryBuilder tokens =
        LearnedSparseQueryBuilder.ofTokens(
                OFFICIAL, "f", SparseVector.of(Map.of("a", 2f, ".", 0.5f)), null)
            .boost(3f)
            .queryName("n");
    assertWire("QEAAAAEBbgENbmV1cmFsX3NwYXJzZQFmAQIBYUAAAAABLj8AAAA=", tokens);
    assertWire(
        "P4AAAAABDmxlYXJuZWRfc3BhcnNlAWYAAWEBAW0A",
        LearnedSparseQueryBuilder.ofText(NAME, "f", "a", "m", null, null));
  }

  /** The second format: text and options beside the tokens. */
  public void testBytesOfTheSecondFormat() throws IOException {
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYAAQFhAAABAQ==",
        LearnedSparseQueryBuilder.ofText(NAME, "f", "a", null, null, null)
            .with(new QueryOptions(TokenFrequency.COUNT, null, null, null)));
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAABAA==",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .with(new QueryOptions(TokenFrequency.SET, null, null, null)));
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAAGrAJAwAAAPsAAAAE=",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .with(new QueryOptions(null, 300, new FrequentTokenPruning(6, 0.375f, true), null)));
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAAIBXRvcF9rQAgAAAAAAAA/+AAAAAAAAKwC",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .with(
                new QueryOptions(
                    null, null, null, new TwoPhase(new Pruning(Pruning.Type.TOP_K, 3), 1.5, 300))));
  }

  /** The third format: the phase of a two-phase search behind the second. */
  public void testBytesOfTheThirdFormat() throws IOException {
    assertWire(
        "P4AAAAADDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAAAAQGsAg==",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .in(new Phase(true, 1, 300)));
  }

  public void testUnknownOptionsAreRefused() {
    byte[] bytes = Base64.getDecoder().decode("P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAABAA==");
    bytes[bytes.length - 2] = 64;
    IOException e =
        expectThrows(
            IOException.class, () -> new LearnedSparseQueryBuilder(StreamInput.wrap(bytes), null));
    assertEquals(
        "options [64] of a query, known here are [15]: all nodes need the same version of the"
            + " plugin",
        e.getMessage());
  }

  public void testNewerFormatIsRefused() {
    byte[] bytes = Base64.getDecoder().decode("P4AAAAABDmxlYXJuZWRfc3BhcnNlAWYAAWEBAW0A");
    bytes[5] = 4;
    IOException e =
        expectThrows(
            IOException.class, () -> new LearnedSparseQueryBuilder(StreamInput.wrap(bytes), null));
    assertEquals(
        "[learned_sparse] query of format [4], newest known here is [3]: all nodes need the same"
            + " version of the plugin",
        e.getMessage());
  }

  /** Writes those bytes, and reads the query from them. */
  static void assertWire(String base64, LearnedSparseQueryBuilder query) throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    query.writeTo(out);
    assertEquals(
        base64,
        Base64.getEncoder()
            .encodeToString(org.opensearch.core.common.bytes.BytesReference.toBytes(out.bytes())));
    StreamInput in = StreamInput.wrap(Base64.getDecoder().decode(base64));
    QueryBuilder read = new LearnedSparseQueryBuilder(in, null);
    assertEquals(query, read);
  }
}
