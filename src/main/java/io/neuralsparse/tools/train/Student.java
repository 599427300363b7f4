/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.train.loss.QueryMatrix;
import io.neuralsparse.tools.train.loss.Similarity;
import io.neuralsparse.tools.train.network.DenseHead;
import io.neuralsparse.tools.train.network.Dropout;
import io.neuralsparse.tools.train.network.Products;
import io.neuralsparse.tools.train.network.Serving;
import io.neuralsparse.tools.train.network.SparseHead;
import io.neuralsparse.tools.train.network.TokenBatch;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import io.neuralsparse.tools.train.network.VocabularyHead;
import io.neuralsparse.tools.train.torch.TorchMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is trained: a network, its head, and its table of query weights, as the recipe's kind puts
 * them together. For one thread.
 */
final class Student implements AutoCloseable {
  /** The table's name among the parameters. */
  static final String IDF = "idf";

  private static final String PADDING = "[PAD]";

  private final Recipe recipe;
  private final ModelFolder source;
  private final Tokenizer tokenizer;
  private final TrainableTransformer network;
  private final VocabularyHead head;
  private final Activation activation;
  private final TokenFrequency tokenFrequency;
  private final NDArray idf;
  private final QueryMatrix matrix;
  private final int padding;

  private Student(
      NDManager manager,
      Recipe recipe,
      ModelFolder source,
      Tokenizer tokenizer,
      TrainableTransformer network,
      Optional<ModelManifest> begun) {
    this.recipe = recipe;
    this.source = source;
    this.tokenizer = tokenizer;
    this.network = network;
    Recipe.Model model = recipe.model();
    this.activation =
        model.activation().or(() -> begun.flatMap(Student::activation)).orElse(Activation.RELU);
    this.tokenFrequency =
        model
            .tokenFrequency()
            .or(() -> begun.map(ModelManifest::tokenFrequency))
            .orElse(TokenFrequency.SET);
    Vocabulary vocabulary = tokenizer.vocabulary();
    this.head =
        model.sparseHead()
            ? new SparseHead(network, activation, vocabulary)
            : new DenseHead(network, activation, vocabulary);
    boolean ones =
        recipe.kind() != Kind.INFERENCE_FREE || model.queryWeights() == Recipe.QueryWeights.ONES;
    this.idf = TorchMemory.copied(manager.create(table(ones)));
    if (recipe.optimizer().idfRate() > 0) {
      idf.setRequiresGradient(true);
    }
    this.padding = Math.max(0, vocabulary.id(PADDING));
    BitSet specials = new BitSet();
    Arrays.stream(vocabulary.specialIds()).forEach(specials::set);
    this.matrix = new QueryMatrix(tokenFrequency, specials);
  }

  private static Optional<Activation> activation(ModelManifest manifest) {
    return manifest.network() instanceof Network.Transformer transformer
        ? Optional.of(transformer.activation())
        : Optional.empty();
  }

  /**
   * Reads or makes what a recipe starts from.
   *
   * @param manager whose arrays live as long as the run
   * @param root that the recipe's places are relative to
   * @throws IOException when the recipe asks for more tokens than the network has positions
   * @throws io.neuralsparse.model.ModelException when a folder is not as it must be, or its
   *     tokeniser gives ids that its network does not know
   */
  static Student open(NDManager manager, Recipe recipe, Path root) throws IOException {
    Recipe.Start start = recipe.start();
    ModelFolder source =
        ModelFolder.of(root.resolve(start.folder().or(start::tokenizer).orElseThrow()));
    Tokenizer tokenizer = Tokenizer.load(source);
    try {
      TrainableTransformer network =
          start.transformer().isEmpty()
              ? TrainableTransformer.load(manager, source)
              : TrainableTransformer.create(
                  manager,
                  start.transformer().get().withVocabulary(tokenizer.vocabulary().size()),
                  recipe.seed());
      Optional<ModelManifest> begun = start.folder().map(place -> ModelManifest.read(source));
      if (begun.isPresent()) {
        int size = network.config().vocabularySize();
        begun.get().checkVocabulary(tokenizer.vocabulary(), size);
      }
      int positions = network.config().positions();
      if (recipe.data().documentTokens() > positions) {
        throw new IOException(
            "["
                + recipe.name()
                + "] [data.document_tokens] must be at most the network's positions, "
                + positions
                + ", got ["
                + recipe.data().documentTokens()
                + "]");
      }
      return new Student(manager, recipe, source, tokenizer, network, begun);
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** The weights of tokens in queries, [V] of the network's width; 0 where there is no token. */
  private float[] table(boolean ones) {
    Vocabulary vocabulary = tokenizer.vocabulary();
    float[] weights;
    if (ones) {
      weights = new float[vocabulary.size()];
      Arrays.fill(weights, 1);
    } else {
      weights = IdfTable.read(source, vocabulary).weights(vocabulary.size());
    }
    return Arrays.copyOf(weights, network.config().vocabularySize());
  }

  /**
   * The vectors of documents.
   *
   * @param texts token ids, special ones included
   * @param step owns the result
   * @param dropout of a step; {@link Dropout#NONE} is for vectors as they will be served
   * @return [texts, vocabulary] of sparse kinds, [texts, hidden] of dense ones
   */
  NDArray documents(List<int[]> texts, NDManager step, Dropout dropout) {
    TokenBatch batch = TokenBatch.of(step, texts, padding);
    Products products = dropout.equals(Dropout.NONE) ? Products.FLOAT : recipe.model().products();
    if (recipe.kind() == Kind.DENSE) {
      return network.embedding(batch, recipe.model().pooling(), dropout, products);
    }
    return head.weights(network.states(batch, dropout, products), batch);
  }

  /**
   * The vectors of queries, as {@link #documents} has them.
   *
   * @param texts token ids without special ones
   */
  NDArray queries(List<int[]> texts, NDManager step, Dropout dropout) {
    if (recipe.kind() == Kind.INFERENCE_FREE) {
      return matrix.vectors(texts, idf, step);
    }
    return documents(texts.stream().map(this::framed).toList(), step, dropout);
  }

  /** Between the tokens that begin and end a document. */
  private int[] framed(int[] text) {
    int[] frame = Trial.ints(tokenizer.ids("", true));
    int head = (frame.length + 1) / 2;
    int[] framed = Arrays.copyOf(frame, text.length + frame.length);
    System.arraycopy(frame, head, framed, text.length + head, frame.length - head);
    System.arraycopy(text, 0, framed, head, text.length);
    return framed;
  }

  /** How the vectors are compared. */
  Similarity similarity() {
    return recipe.kind() == Kind.DENSE ? Similarity.COSINE : Similarity.DOT;
  }

  /** Whether the vectors are over the vocabulary. */
  boolean isSparse() {
    return recipe.kind() != Kind.DENSE;
  }

  /** The width of the network's output. */
  int vocabularySize() {
    return network.config().vocabularySize();
  }

  /** The weights of tokens in queries, [V]. */
  NDArray idf() {
    return idf;
  }

  /**
   * The table of the start, [V], whatever queries weigh tokens by.
   *
   * @param step owns the result
   */
  NDArray tableOfStart(NDManager step) {
    return step.create(table(false));
  }

  /** The network itself. */
  TrainableTransformer network() {
    return network;
  }

  /** The id that batches are filled with. */
  int padding() {
    return padding;
  }

  /** The tokeniser of all texts. */
  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The folder that it began with. */
  ModelFolder source() {
    return source;
  }

  /** Writes the folder that the plugin serves, and this tool goes on with. */
  void save(Path folder, JsonObject provenance) throws IOException {
    network.save(
        folder,
        new Serving(source, activation, tokenFrequency, ElementType.F32),
        idf.toFloatArray(),
        provenance);
  }

  /** All that is learned, by name. */
  Map<String, NDArray> parameters() {
    Map<String, NDArray> parameters = new LinkedHashMap<>(network.parameters());
    if (recipe.optimizer().idfRate() > 0) {
      parameters.put(IDF, idf);
    }
    return parameters;
  }

  @Override
  public void close() {
    network.close();
    tokenizer.close();
  }
}
