/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.tools.train.Fields.Range;
import io.neuralsparse.tools.train.data.BatchPlan;
import io.neuralsparse.tools.train.network.Products;
import io.neuralsparse.tools.train.network.TextPooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads recipes, key by key: what a kind has no use for is unknown to it. */
final class RecipeReader {
  private static final Gson JSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private static final long MOST_STEPS = 1_000_000_000;
  private static final long MOST_THREADS = 1024;
  private static final long MOST_BATCH = 4096;
  private static final long MOST_TOKENS = 8192;
  private static final long MOST_WIDTH = 1 << 14;
  private static final double BERT_EPSILON = 1e-12;

  private final String name;
  private final Fields all;
  private final Kind kind;

  private RecipeReader(String name, Fields all, Kind kind) {
    this.name = name;
    this.all = all;
    this.kind = kind;
  }

  static Recipe read(Path file) throws IOException {
    return of(file.toString(), tree(file));
  }

  /** The JSON of a file. */
  static JsonElement tree(Path file) throws IOException {
    try {
      return JSON.fromJson(Files.readString(file), JsonElement.class);
    } catch (JsonParseException e) {
      throw new IOException("[" + file + "] is no JSON: " + e.getMessage(), e);
    }
  }

  static Recipe of(String name, JsonElement json) throws IOException {
    Fields all = Fields.of(name, json);
    Kind kind = Kind.named(all.choice("kind", Kind.LABELS, null));
    return new RecipeReader(name, all, kind).recipe(json.toString());
  }

  private boolean is(Kind... kinds) {
    return Arrays.asList(kinds).contains(kind);
  }

  private Recipe recipe(String json) throws IOException {
    Recipe recipe =
        new Recipe(
            name,
            json,
            kind,
            all.integer("seed", 0, Long.MAX_VALUE, 1L),
            (int) all.integer("threads", 1, MOST_THREADS, processors()),
            start(all.object("start")),
            model(),
            data(all.object("data")),
            dev(),
            optimizer(all.object("optimizer")),
            loss(),
            penalty(),
            teachers());
    all.end();
    RecipeRules.check(recipe);
    return recipe;
  }

  private static long processors() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
  }

  private Recipe.Start start(Fields start) throws IOException {
    Recipe.Start read =
        start.has("folder")
            ? new Recipe.Start(
                Optional.of(start.text("folder")), Optional.empty(), Optional.empty())
            : new Recipe.Start(
                Optional.empty(),
                Optional.of(transformer(start.object("transformer"))),
                Optional.of(start.text("tokenizer")));
    start.end();
    return read;
  }

  private static TransformerConfig transformer(Fields fields) throws IOException {
    boolean bert =
        fields.choice("architecture", List.of("bert", "distilbert"), "bert").equals("bert");
    int hidden = (int) fields.integer("hidden", 1, MOST_WIDTH, null);
    int heads = (int) fields.integer("heads", 1, hidden, null);
    if (hidden % heads != 0) {
      throw fields.fault("heads", "must be a divisor of [hidden]");
    }
    TransformerConfig config =
        new TransformerConfig(
            bert ? Architecture.BERT : Architecture.DISTILBERT,
            (int) fields.integer("layers", 1, 1000, null),
            hidden,
            heads,
            (int) fields.integer("intermediate", 1, MOST_WIDTH, 4L * hidden),
            1, // the tokeniser's, once that is read
            (int) fields.integer("positions", 3, MOST_TOKENS, 512L),
            bert ? 2 : 0,
            (float) BERT_EPSILON,
            HiddenActivation.GELU,
            Optional.empty());
    fields.end();
    return config;
  }

  private Recipe.Model model() throws IOException {
    Fields model = all.optional("model").orElse(Fields.none(name));
    boolean sparse = is(Kind.INFERENCE_FREE, Kind.SPARSE_SIAMESE);
    boolean table = is(Kind.INFERENCE_FREE);
    Recipe.Model read =
        new Recipe.Model(
            sparse ? named(model, "activation", Activation.values()) : Optional.empty(),
            is(Kind.DENSE)
                ? choice(model, "pooling", TextPooling.values(), TextPooling.MEAN)
                : TextPooling.MEAN,
            table
                ? choice(
                    model, "query_weights", Recipe.QueryWeights.values(), Recipe.QueryWeights.IDF)
                : Recipe.QueryWeights.IDF,
            table ? named(model, "token_frequency", TokenFrequency.values()) : Optional.empty(),
            model.number("dropout", Range.BELOW_ONE, 0.0),
            choice(model, "products", Products.values(), Products.FLOAT),
            sparse && model.choice("head", List.of("sparse", "dense"), "sparse").equals("sparse"));
    model.end();
    return read;
  }

  /** One of an enumeration, by its name in lower case with dashes. */
  private static <E extends Enum<E>> E choice(Fields fields, String key, E[] values, E absent)
      throws IOException {
    List<String> labels = Arrays.stream(values).map(RecipeReader::label).toList();
    return values[labels.indexOf(fields.choice(key, labels, label(absent)))];
  }

  /** The same, where it is named. */
  private static <E extends Enum<E>> Optional<E> named(Fields fields, String key, E[] values)
      throws IOException {
    return fields.has(key) ? Optional.of(choice(fields, key, values, values[0])) : Optional.empty();
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Recipe.Data data(Fields data) throws IOException {
    boolean raw = is(Kind.MASKED_LANGUAGE);
    Recipe.Data read =
        new Recipe.Data(
            data.texts("places"),
            data.choice("bad_lines", List.of("fail", "skip"), "fail").equals("skip"),
            raw
                ? BatchPlan.Mixing.ALL
                : choice(data, "mixing", BatchPlan.Mixing.values(), BatchPlan.Mixing.ALL),
            raw ? 1 : (int) data.integer("query_tokens", 1, MOST_TOKENS, 64L),
            (int) data.integer("document_tokens", raw ? 8 : 3, MOST_TOKENS, 256L),
            raw ? 0 : (int) data.integer("negatives", 0, MOST_BATCH, 0L),
            raw ? data.number("share", Range.SHARE, 1.0) : 1,
            raw ? data.number("masked", Range.BELOW_ONE, 0.15) : 0);
    data.end();
    return read;
  }

  private Optional<Recipe.Dev> dev() throws IOException {
    Optional<Fields> there = is(Kind.MASKED_LANGUAGE) ? Optional.empty() : all.optional("dev");
    if (there.isEmpty()) {
      return Optional.empty();
    }
    Fields dev = there.get();
    Recipe.Dev read =
        new Recipe.Dev(
            dev.text("collection"),
            dev.text("split", "dev"),
            (int) dev.integer("every", 1, Integer.MAX_VALUE, null),
            (int) dev.integer("patience", 0, Integer.MAX_VALUE, 0L));
    if (read.split().equals("test")) {
      throw dev.fault("split", "must not be the one that models are compared by");
    }
    dev.end();
    return Optional.of(read);
  }

  private Recipe.Optimizer optimizer(Fields optimizer) throws IOException {
    long steps = optimizer.integer("steps", 1, MOST_STEPS, null);
    Recipe.Optimizer read =
        new Recipe.Optimizer(
            steps,
            (int) optimizer.integer("batch", 1, MOST_BATCH, null),
            (int) optimizer.integer("accumulate", 1, MOST_BATCH, 1L),
            optimizer.number("rate", Range.POSITIVE, null),
            is(Kind.INFERENCE_FREE) ? optimizer.number("idf_rate", Range.NOT_NEGATIVE, 0.0) : 0,
            optimizer.integer("warm_up", 0, steps, 0L),
            optimizer.number("weight_decay", Range.BELOW_ONE, 0.01),
            optimizer.number("clip", Range.NOT_NEGATIVE, 1.0),
            optimizer.integer("checkpoint", 1, MOST_STEPS, 500L));
    optimizer.end();
    return read;
  }

  private Optional<Recipe.Loss> loss() throws IOException {
    if (is(Kind.MASKED_LANGUAGE)) {
      return Optional.empty();
    }
    Fields loss = all.object("loss");
    Recipe.Loss read =
        new Recipe.Loss(
            loss.number("infonce", Range.NOT_NEGATIVE, 0.0),
            loss.number("temperature", Range.POSITIVE, 1.0),
            loss.number("kl", Range.NOT_NEGATIVE, 0.0),
            loss.number("margin_mse", Range.NOT_NEGATIVE, 0.0),
            loss.flag("in_batch", true));
    loss.end();
    return Optional.of(read);
  }

  private Optional<Recipe.Penalty> penalty() throws IOException {
    if (!is(Kind.INFERENCE_FREE, Kind.SPARSE_SIAMESE)) {
      return Optional.empty();
    }
    Optional<Fields> there = all.optional("penalty");
    if (there.isEmpty()) {
      return Optional.empty();
    }
    Fields penalty = there.get();
    Recipe.PenaltyKind of =
        choice(penalty, "kind", Recipe.PenaltyKind.values(), Recipe.PenaltyKind.FLOPS);
    Recipe.Penalty read =
        new Recipe.Penalty(
            of,
            penalty.number("weight", Range.NOT_NEGATIVE, null),
            penalty.integer("steps", 0, MOST_STEPS, 0L),
            of == Recipe.PenaltyKind.L0 ? (int) penalty.integer("threshold", 0, 1 << 20, 150L) : 0);
    penalty.end();
    return Optional.of(read);
  }

  private Optional<Recipe.Teachers> teachers() throws IOException {
    if (is(Kind.MASKED_LANGUAGE)) {
      return Optional.empty();
    }
    Optional<Fields> there = all.optional("teachers");
    if (there.isEmpty()) {
      return Optional.empty();
    }
    Fields teachers = there.get();
    boolean fromData = teachers.flag("from_data", false);
    Recipe.Teachers read =
        new Recipe.Teachers(
            teachers.has("models") || !fromData ? models(teachers) : List.of(),
            fromData,
            teachers.number("scale", Range.POSITIVE, 30.0),
            teachers.flag("normalise", true));
    teachers.end();
    return Optional.of(read);
  }

  private static List<Recipe.TeacherModel> models(Fields teachers) throws IOException {
    List<Recipe.TeacherModel> models = new ArrayList<>();
    for (Fields model : teachers.objects("models")) {
      Optional<Kind> of =
          model.has("kind")
              ? Optional.of(Kind.named(model.choice("kind", Kind.OF_TEACHERS, null)))
              : Optional.empty();
      Optional<TextPooling> pooling = named(model, "pooling", TextPooling.values());
      models.add(new Recipe.TeacherModel(model.text("folder"), of, pooling));
      model.end();
    }
    return List.copyOf(models);
  }
}
