/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonObject;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A model's folder at hand: what its queries look like, and documents encoded without a node. */
final class LocalModel implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  /** Texts that are encoded together. */
  private static final int TOGETHER = 8;

  private final SearchSystem system;
  private final ModelManifest manifest;
  private QueryEncoder queries;
  private DocumentEncoder documents;

  private LocalModel(SearchSystem system, ModelManifest manifest) {
    this.system = system;
    this.manifest = manifest;
  }

  /**
   * The model of a system, if it is in a folder of models.
   *
   * @throws IOException when the system needs it and it is not there
   */
  static Optional<LocalModel> find(Optional<Path> models, SearchSystem system) throws IOException {
    Optional<Path> folder =
        models.map(path -> path.resolve(system.base())).filter(Files::isDirectory);
    if (system.precision().isPresent() && folder.isEmpty()) {
      throw new IOException(
          "["
              + system.name()
              + "] is encoded here, so its folder ["
              + system.base()
              + "] must be in the folder of [--models]");
    }
    return system.isBm25()
        ? Optional.empty()
        : folder.map(path -> new LocalModel(system, ModelManifest.read(ModelFolder.of(path))));
  }

  /** The tokens of a query, as the node makes them. */
  synchronized SparseVector query(String text) {
    if (queries == null) {
      queries = QueryEncoder.load(manifest);
    }
    TokenFrequency frequency =
        Optional.ofNullable(system.options().get("token_frequency"))
            .flatMap(TokenFrequency::named)
            .orElse(manifest.tokenFrequency());
    SparseVector all = queries.encode(text, frequency);
    int most =
        Integer.parseInt(
            system.options().getOrDefault("max_query_tokens", String.valueOf(Integer.MAX_VALUE)));
    return all.heaviest(Math.min(most, all.size()));
  }

  /** A SHA-256 over the names and contents of all files of the folder. */
  String digest() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
    List<Path> paths;
    try (Stream<Path> files = Files.walk(manifest.folder().path())) {
      paths = files.filter(Files::isRegularFile).sorted().toList();
    }
    byte[] buffer = new byte[BUFFER];
    for (Path path : paths) {
      digest.update(manifest.folder().relative(path).getBytes(StandardCharsets.UTF_8));
      try (InputStream in = Files.newInputStream(path)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Documents with their vectors.
   *
   * @throws InterruptedIOException when the thread is interrupted; some texts may be encoded still
   */
  List<JsonObject> sources(List<BeirCollection.Document> passages) throws IOException {
    List<SparseVector> vectors =
        encode(passages.stream().map(BeirCollection.Document::passage).toList());
    List<JsonObject> sources = new ArrayList<>();
    for (int i = 0; i < passages.size(); i++) {
      JsonObject vector = new JsonObject();
      for (SparseVector.Entry entry : system.pruning().apply(vectors.get(i)).entries()) {
        vector.addProperty(entry.token(), entry.weight());
      }
      JsonObject source = system.source(passages.get(i));
      source.add(SearchSystem.VECTOR, vector);
      sources.add(source);
    }
    return sources;
  }

  /** A few at a time, so that an interruption is seen soon; those of like length together. */
  private List<SparseVector> encode(List<String> texts) throws IOException {
    List<Integer> order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
            .toList();
    SparseVector[] vectors = new SparseVector[texts.size()];
    for (int from = 0; from < vectors.length; from += TOGETHER) {
      if (Thread.currentThread().isInterrupted()) {
        throw Cluster.interrupted();
      }
      List<Integer> some = order.subList(from, Math.min(from + TOGETHER, vectors.length));
      List<SparseVector> encoded =
          encoder().encode(some.stream().map(texts::get).toList(), system.longText());
      for (int i = 0; i < encoded.size(); i++) {
        vectors[some.get(i)] = encoded.get(i);
      }
    }
    return List.of(vectors);
  }

  private synchronized DocumentEncoder encoder() {
    if (documents == null) {
      Precision precision = system.precision().orElse(Precision.INT8);
      documents = OnnxDocumentEncoder.load(manifest.in(precision), precision);
    }
    return documents;
  }

  @Override
  public synchronized void close() {
    if (queries != null) {
      queries.close();
    }
    if (documents != null) {
      documents.close();
    }
  }
}
