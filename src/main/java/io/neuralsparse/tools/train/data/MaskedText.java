/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Tokens of plain text, packed into sequences of one length: [CLS], then documents with a [SEP]
 * after each. A document is cut where the sequence is full, and goes on in the next. Immutable once
 * read.
 */
public final class MaskedText {
  private static final int CHUNK = 512;
  private static final int SHORTEST = 8;

  /** Picks the same documents each time. */
  private static final long CHOICE = 0;

  private final Tokenizer tokenizer;
  private final BadLines badLines;
  private final int begin;
  private final int end;
  private final TokenTable sequences = new TokenTable();
  private final List<Paragraph> waiting = new ArrayList<>();
  private final int[] sequence;
  private final Map<String, String> digests = new LinkedHashMap<>();
  private int filled;
  private long lastDocument;
  private int size;

  private record Paragraph(String text, long document, Origin origin) {}

  private MaskedText(Tokenizer tokenizer, int length, BadLines badLines) throws IOException {
    this.tokenizer = tokenizer;
    this.badLines = badLines;
    this.sequence = new int[length];
    long[] frame = tokenizer.ids("", true);
    if (frame.length != 2) {
      throw new IOException("the tokeniser does not put a document between two special tokens");
    }
    this.begin = (int) frame[0];
    this.end = (int) frame[1];
  }

  /**
   * Reads and tokenises texts.
   *
   * @param places files or patterns of files: one paragraph a line, an empty line between
   *     documents; may be gzipped
   * @param length of sequences, special ids included; at least 8
   * @param share of the documents to take, in (0, 1]: the same ones each time
   * @param progress is told how many sequences there are, now and then
   * @throws IOException for a place that matches nothing, a broken file, a bad line unless they are
   *     skipped, and when no text is left
   */
  public static MaskedText read(
      List<String> places,
      Tokenizer tokenizer,
      int length,
      double share,
      BadLines badLines,
      IntConsumer progress)
      throws IOException {
    if (length < SHORTEST) {
      throw new IllegalArgumentException("[length] must be at least 8, got [" + length + "]");
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("[share] must be in (0, 1], got [" + share + "]");
    }
    MaskedText text = new MaskedText(tokenizer, length, badLines);
    long document = 1;
    for (String place : places) {
      for (Path file : DataFiles.find(place)) {
        document = text.read(file, document, share, progress);
      }
    }
    text.store();
    if (text.filled > 1) {
      text.flush();
    }
    if (text.size == 0) {
      throw new IOException("there is no text in " + places);
    }
    return text;
  }

  /** Reads the documents of a file, the first of which has a number; returns the next number. */
  private long read(Path file, long first, double share, IntConsumer progress) throws IOException {
    long document = first;
    boolean inside = false;
    try (TextLines lines = TextLines.open(file, badLines)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank()) {
          document += inside ? 1 : 0;
          inside = false;
          continue;
        }
        inside = true;
        if (share == 1 || new Draws(CHOICE, document).share() < share) {
          waiting.add(new Paragraph(line.strip(), document, lines.origin()));
        }
        if (waiting.size() == CHUNK) {
          store();
          progress.accept(size);
        }
      }
      digests.put(file.toString(), lines.digest());
    }
    return document + 1;
  }

  private void store() throws IOException {
    List<long[]> tokens =
        waiting.parallelStream().map(paragraph -> tokenizer.ids(paragraph.text(), false)).toList();
    for (int i = 0; i < tokens.size(); i++) {
      Paragraph paragraph = waiting.get(i);
      if (Arrays.stream(tokens.get(i)).allMatch(id -> vocabulary().isSpecial((int) id))) {
        badLines.add(
            paragraph.origin(), "has a text without any token that the tokeniser knows", "");
        continue;
      }
      if (lastDocument != paragraph.document() && filled > 1) {
        append(end);
      }
      lastDocument = paragraph.document();
      for (long id : tokens.get(i)) {
        append((int) id);
      }
    }
    waiting.clear();
  }

  private void append(int id) {
    if (filled == 0) {
      sequence[0] = begin;
      filled = 1;
    }
    sequence[filled] = id;
    filled++;
    if (filled == sequence.length - 1) {
      flush();
    }
  }

  private void flush() {
    sequence[filled] = end;
    int[] whole = Arrays.copyOf(sequence, filled + 1);
    filled = 0;
    if (!Arrays.stream(whole).allMatch(this::isSpecial)) {
      sequences.put(size, whole);
      size++;
    }
  }

  private Vocabulary vocabulary() {
    return tokenizer.vocabulary();
  }

  /** The ids of a sequence, a copy. */
  public int[] sequence(int number) {
    return sequences.get(number);
  }

  boolean isSpecial(int id) {
    return vocabulary().isSpecial(id);
  }

  /** The ids that are not special. */
  int[] regular() {
    return IntStream.range(0, vocabulary().size())
        .filter(id -> vocabulary().token(id) != null && !vocabulary().isSpecial(id))
        .toArray();
  }

  /** The id of [MASK], or -1. */
  int mask() {
    return vocabulary().id("[MASK]");
  }

  /** The number of sequences. */
  public int size() {
    return size;
  }

  /** SHA-256 of each file that was read, in hexadecimal digits, in the order of reading. */
  public Map<String, String> digests() {
    return new LinkedHashMap<>(digests);
  }
}
