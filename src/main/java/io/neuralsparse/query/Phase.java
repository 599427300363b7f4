/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.io.stream.Writeable;

/**
 * Which part of its tokens a query of a two-phase search looks for. Both phases see the same index
 * and come to the same decision, so their scores make up the whole.
 *
 * <table>
 * <caption>Tokens</caption>
 * <tr><th>documents with a heavy token</th><th>first phase</th><th>second phase</th></tr>
 * <tr><td>surely as many as wanted</td><td>the heavy ones</td><td>the light ones</td></tr>
 * <tr><td>perhaps fewer</td><td>all</td><td>none</td></tr>
 * </table>
 *
 * @param second false for the first phase
 * @param heavy how many of the tokens are heavy
 * @param wanted how many documents the first phase should find on a shard that has them
 */
record Phase(boolean second, int heavy, int wanted) implements Writeable {
  /** Reads what {@link #writeTo} wrote. */
  static Phase read(StreamInput in) throws IOException {
    return new Phase(in.readBoolean(), in.readVInt(), in.readVInt());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeBoolean(second);
    out.writeVInt(heavy);
    out.writeVInt(wanted);
  }

  /** The tokens where there are enough documents. */
  SparseVector usual(SparseVector tokens) {
    return second ? tokens.lightest(tokens.size() - heavy) : tokens.heaviest(heavy);
  }

  /**
   * The tokens to look for on a shard.
   *
   * @param reader the shard's, or null where there is no index
   * @param field as it is indexed
   */
  SparseVector select(SparseVector tokens, IndexReader reader, String field) throws IOException {
    if (reader != null && areEnough(tokens.heaviest(heavy), reader, field)) {
      return usual(tokens);
    }
    return second ? SparseVector.EMPTY : tokens;
  }

  /** A token's documents are counted with the deleted ones. */
  private boolean areEnough(SparseVector heaviest, IndexReader reader, String field)
      throws IOException {
    long least = (long) wanted + reader.numDeletedDocs();
    for (SparseVector.Entry entry : heaviest.entries()) {
      if (reader.docFreq(new Term(field, entry.token())) >= least) {
        return true;
      }
    }
    return false;
  }
}
