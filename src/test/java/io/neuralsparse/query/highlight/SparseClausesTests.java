/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.query.SparseClause;
import io.neuralsparse.vector.SparseVector;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.join.QueryBitSetProducer;
import org.apache.lucene.search.join.ScoreMode;
import org.opensearch.common.lucene.search.function.FunctionScoreQuery;
import org.opensearch.index.search.OpenSearchToParentBlockJoinQuery;
import org.opensearch.test.OpenSearchTestCase;

public class SparseClausesTests extends OpenSearchTestCase {
  /** A leaf with nothing but what the walk reads. */
  private static final class Leaf extends Query implements SparseClause {
    private final String name;

    Leaf(String name) {
      this.name = name;
    }

    @Override
    public String field() {
      return name;
    }

    @Override
    public SparseVector tokens() {
      return SparseVector.of(Map.of(name, 1f));
    }

    @Override
    public String model() {
      return null;
    }

    @Override
    public void visit(QueryVisitor visitor) {
      visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
      return name;
    }

    @Override
    public boolean equals(Object other) {
      return sameClassAs(other) && name.equals(((Leaf) other).name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  private static String found(Query... queries) {
    return SparseClauses.of(List.of(queries)).stream()
        .map(found -> found.clause().field() + "*" + found.boost())
        .toList()
        .toString();
  }

  public void testWrappersAreLookedInto() {
    Query tree =
        new BooleanQuery.Builder()
            .add(new ConstantScoreQuery(new Leaf("filter")), Occur.FILTER)
            .add(new TermQuery(new Term("text", "tea")), Occur.SHOULD)
            .add(new DisjunctionMaxQuery(List.of(new Leaf("a"), new Leaf("b")), 0), Occur.SHOULD)
            .add(new FunctionScoreQuery(new Leaf("f"), 1f, 1f), Occur.MUST)
            .build();
    assertEquals("[a*1.0, b*1.0, f*1.0, filter*1.0]", sorted(found(tree)));
    assertEquals(
        "[nested*1.0]",
        found(
            new OpenSearchToParentBlockJoinQuery(
                new Leaf("nested"),
                new QueryBitSetProducer(MatchAllDocsQuery.INSTANCE),
                ScoreMode.Avg,
                "path")));
  }

  private static String sorted(String list) {
    return List.of(list.substring(1, list.length() - 1).split(", ")).stream()
        .sorted()
        .toList()
        .toString();
  }

  public void testWhatMustNotMatchIsLeftOut() {
    Query tree =
        new BooleanQuery.Builder()
            .add(new Leaf("must"), Occur.MUST)
            .add(
                new BooleanQuery.Builder().add(new Leaf("deep"), Occur.SHOULD).build(),
                Occur.MUST_NOT)
            .add(new BoostQuery(new Leaf("not"), 2f), Occur.MUST_NOT)
            .build();
    assertEquals("[must*1.0]", found(tree));
  }

  public void testBoostsAreMultiplied() {
    Query inner = new BoostQuery(new Leaf("inner"), 3f);
    Query tree =
        new BooleanQuery.Builder()
            .add(inner, Occur.MUST)
            .add(new Leaf("beside"), Occur.MUST)
            .build();
    assertEquals("[beside*2.0, inner*6.0]", sorted(found(new BoostQuery(tree, 2f))));
    assertEquals("[one*1.0, two*4.0]", found(new Leaf("one"), new BoostQuery(new Leaf("two"), 4f)));
  }
}
