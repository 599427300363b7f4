/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.MaskedText;
import io.neuralsparse.tools.train.network.Serving;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the folder of a {@link LexicalStart}, which the plugin serves as it is.
 *
 * @param tokenizer a folder with {@code tokenizer.json} and a table of query weights
 * @param shape of the network; its vocabulary becomes the tokeniser's
 * @param tokenFrequency what repeated tokens of a query count
 * @param seed of everything random
 */
public record StartFolder(
    ModelFolder tokenizer, TransformerConfig shape, TokenFrequency tokenFrequency, long seed) {

  /** A vocabulary's size, where the tokeniser says it. */
  public static final int ANY_VOCABULARY = 1;

  /** Is told how it goes. */
  public interface Progress {
    /**
     * So much is done.
     *
     * @param share from 0 to 1
     */
    void at(double share, String note);
  }

  /**
   * Reads texts and writes the folder.
   *
   * @param places files or patterns of plain text
   * @param folder made if it is not there
   * @throws IOException as {@link MaskedText#read} has it, and when PyTorch is not at hand
   */
  public void write(List<String> places, Path folder, Progress progress) throws IOException {
    try (Tokenizer loaded = Tokenizer.load(tokenizer);
        NDManager manager = PyTorch.start(1)) {
      TransformerConfig config = shape.withVocabulary(loaded.vocabulary().size());
      MaskedText text =
          MaskedText.read(
              places,
              loaded,
              config.positions(),
              1,
              BadLines.fail(),
              done -> progress.at(0, "read " + done + " sequences"));
      progress.at(0.3, "learning what tokens mean");
      int identity = LexicalStart.identity(config);
      float[][] vectors =
          new TokenVectors(loaded.vocabulary(), seed)
              .learn(
                  text.size(),
                  text::sequence,
                  identity,
                  LexicalStart.width(config) - identity,
                  Ranking.DEFAULT.identity());
      progress.at(0.9, "writing");
      float[] idf =
          IdfTable.read(tokenizer, loaded.vocabulary()).weights(loaded.vocabulary().size());
      int begin = Math.toIntExact(loaded.ids("", true)[0]);
      try (TrainableTransformer network = TrainableTransformer.create(manager, config, seed)) {
        LexicalStart.set(network, Ranking.DEFAULT, vectors, begin, loaded.vocabulary(), idf);
        network.save(
            folder,
            new Serving(tokenizer, Activation.RELU, tokenFrequency, ElementType.F16),
            idf,
            provenance(text));
      }
    }
  }

  private JsonObject provenance(MaskedText text) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", "start");
    json.addProperty("seed", seed);
    json.addProperty("ranking", Ranking.DEFAULT.toString());
    JsonObject data = new JsonObject();
    text.digests().forEach((file, digest) -> data.addProperty(place(file), digest));
    json.add("data", data);
    return json;
  }

  /** A file and the folder it is in: where that one is on this machine is nobody's affair. */
  private static String place(String file) {
    Path path = Path.of(file);
    int names = path.getNameCount();
    return path.subpath(Math.max(0, names - 2), names).toString();
  }
}
