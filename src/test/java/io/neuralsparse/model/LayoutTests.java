/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/**
 * Every form of a model folder, what decides in it, and what is refused. Longer than other classes:
 * each case is a small change to the same few folders, which stand here once.
 */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class LayoutTests extends OpenSearchTestCase {
  private static final String TABLE = "query_0_SparseStaticEmbedding";
  private static final String POOLING = "document_1_SpladePooling/config.json";

  private Path models;
  private Path path;
  private ModelCatalog catalog;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    models = createTempDir().resolve("models");
    path = models.resolve("m");
    catalog = new ModelCatalog(models);
  }

  private void write(String model, FolderForm form) throws IOException {
    write(RandomFolder.of(PublishedModel.named(model)).in(form));
  }

  private void write(RandomFolder folder) throws IOException {
    folder.write(Files.createDirectories(path), share -> {});
  }

  private void file(String name, String content) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Sets one value of a JSON file; null removes it. */
  private void set(String file, String key, JsonElement value) throws IOException {
    JsonObject json = new Gson().fromJson(Files.readString(path.resolve(file)), JsonObject.class);
    json.remove(key);
    if (value != null) {
      json.add(key, value);
    }
    file(file, json.toString());
  }

  private void set(String file, String key, Object value) throws IOException {
    set(file, key, new Gson().toJsonTree(value));
  }

  private void delete(String... files) throws IOException {
    for (String file : files) {
      Files.delete(path.resolve(file));
    }
  }

  private ModelManifest manifest() {
    return catalog.manifest("m");
  }

  private Network.Transformer transformer() {
    return (Network.Transformer) manifest().network();
  }

  private Decision decision(String subject) {
    return manifest().decisions().stream()
        .filter(decision -> decision.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private void assertDecision(String subject, String value, String source, String... passedOver) {
    assertEquals(new Decision(subject, value, source, List.of(passedOver)), decision(subject));
  }

  private void assertFault(String expected) {
    ModelException e = expectThrows(ModelException.class, this::manifest);
    assertEquals("model [m], file " + expected, e.getMessage());
  }

  private IdfTable table() {
    ModelFolder folder = catalog.folder("m");
    return IdfTable.read(folder, Vocabulary.read(folder));
  }

  private void assertTableFault(String expected) {
    ModelException e = expectThrows(ModelException.class, this::table);
    assertEquals("model [m], file " + expected, e.getMessage());
  }

  public void testPlainFolder() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    assertEquals(
        new Network.Transformer(
            new TransformerConfig(
                Architecture.BERT,
                2,
                32,
                4,
                64,
                200,
                512,
                2,
                1e-12f,
                HiddenActivation.GELU,
                Optional.empty()),
            List.of(path.resolve("model.safetensors")),
            Pooling.MAX,
            Activation.RELU,
            Optional.empty()),
        manifest().network());
    assertEquals(OptionalInt.of(200), manifest().vocabularySize());
    assertEquals(512, manifest().window());
    assertEquals(
        List.of(
            new Decision("layout", "plain", "config.json", List.of()),
            new Decision("network", "BertForMaskedLM", "model.safetensors", List.of()),
            new Decision("pooling", "max", "default", List.of()),
            new Decision("activation", "relu", "default", List.of()),
            new Decision(
                "window",
                "512",
                "config.json [max_position_embeddings]",
                List.of("tokenizer_config.json [model_max_length] 512")),
            new Decision("tokenizer", "tokenizer.json", "tokenizer.json", List.of()),
            new Decision(
                "query table", "weights by token", "idf.json", List.of("query_token_weights.txt")),
            new Decision("frequency", "set", "default", List.of())),
        manifest().decisions());
  }

  public void testPublishedRepositories() throws IOException {
    for (String model : List.of("small-bert", "small-distilbert", "small-gte")) {
      RandomFolder folder = RandomFolder.of(PublishedModel.named(model));
      write(folder);
      assertEquals(folder.config(), transformer().config());
      assertEquals(folder.activation(), transformer().activation());
      assertDecision("layout", "router", "router_config.json");
      assertDecision(
          "query table",
          "static embedding",
          TABLE + "/model.safetensors",
          "idf.json",
          "query_token_weights.txt");
      assertDecision("tokenizer", "tokenizer.json", "tokenizer.json", TABLE + "/tokenizer.json");
    }
  }

  public void testFineTuneWithModulesInFolders() throws IOException {
    write("small-distilbert", FolderForm.MODULES);
    assertEquals(
        List.of(path.resolve("document_0_MLMTransformer/model.safetensors")),
        transformer().weightFiles());
    assertDecision(
        "tokenizer",
        "tokenizer.json",
        "document_0_MLMTransformer/tokenizer.json",
        TABLE + "/tokenizer.json");
    assertDecision("query table", "static embedding", TABLE + "/model.safetensors");
    assertEquals(
        "document_0_MLMTransformer/tokenizer.json", Vocabulary.read(catalog.folder("m")).file());
    // Where the network's folder has no tokeniser, the query's is as good.
    delete("document_0_MLMTransformer/tokenizer.json");
    assertDecision("tokenizer", "tokenizer.json", TABLE + "/tokenizer.json");
  }

  public void testFoldersAreKnownByTheRouterAlone() throws IOException {
    write("small-bert", FolderForm.MODULES);
    Files.move(path.resolve("document_0_MLMTransformer"), path.resolve("x"));
    Files.move(path.resolve("document_1_SpladePooling"), path.resolve("y"));
    Files.move(path.resolve(TABLE), path.resolve("query_0_IDF"));
    file("y/config.json", "{\"pooling_strategy\": \"sum\", \"activation_function\": \"relu\"}");
    file(
        "router_config.json",
        "{\"types\": {\"x\": \"a.b.Transformer\", \"y\": \"SpladePooling\", \"query_0_IDF\":"
            + " \"sentence_transformers.sparse_encoder.models.IDF\"}, \"structure\": {\"query\":"
            + " [\"query_0_IDF\"], \"document\": [\"x\", \"y\"]}}");
    assertEquals(Pooling.SUM, transformer().pooling());
    assertDecision("query table", "static embedding", "query_0_IDF/model.safetensors");
    assertDecision("pooling", "sum", "y/config.json [pooling_strategy]");
    // modules.json may put the router itself into a folder.
    Files.createDirectories(path.resolve("r"));
    for (String name : List.of("x", "y", "query_0_IDF", "router_config.json")) {
      Files.move(path.resolve(name), path.resolve("r").resolve(name));
    }
    file("modules.json", "[{\"path\": \"r/\", \"type\": \"Router\"}]");
    assertDecision("layout", "router", "r/router_config.json");
    assertEquals(List.of(path.resolve("r/x/model.safetensors")), transformer().weightFiles());
  }

  public void testModulesWithoutRouter() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    file(
        "modules.json",
        "[{\"path\": \"\", \"type\": \"MLMTransformer\"}, {\"path\": \"1_SpladePooling\", \"type\":"
            + " \"SpladePooling\"}]");
    file("1_SpladePooling/config.json", "{\"activation_function\": \"log1p_relu\"}");
    assertEquals(Activation.LOG1P_RELU, transformer().activation());
    assertDecision("layout", "modules", "modules.json");
    delete("idf.json", "query_token_weights.txt");
    assertFault(
        "[idf.json]: missing, and [query_token_weights.txt] is missing too; [modules.json] names"
            + " no static embedding for queries either");
  }

  public void testRouterWithoutModules() throws IOException {
    write("small-gte", FolderForm.ROUTER);
    delete("modules.json");
    assertDecision("layout", "router", "router_config.json");
  }

  public void testModelsOfOtherKinds() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    file(
        "modules.json",
        "[{\"path\": \"\", \"type\": \"sentence_transformers.models.Transformer\"}, {\"path\":"
            + " \"1_Pooling\", \"type\": \"sentence_transformers.models.Pooling\"}]");
    assertFault(
        "[modules.json]: documents go through a module of type [Pooling]; a sparse encoder has"
            + " MLMTransformer or Transformer, and SpladePooling");
    file("modules.json", "[{\"path\": \"p\", \"type\": \"SpladePooling\"}]");
    assertFault("[modules.json]: names no MLMTransformer or Transformer for documents");
    file("modules.json", "[3]");
    assertFault("[modules.json]: must be a list of objects, got [3]");
    file("modules.json", "[{\"path\": \"\"}]");
    assertFault("[modules.json]: [type] must be a text, got [null]");
    file("modules.json", "[{\"path\": 3, \"type\": \"Router\"}]");
    assertFault("[modules.json]: [path] must be a text, got [3]");
    file("modules.json", "[{\"path\": \"\", \"type\": \"Router\"}]");
    assertFault("[router_config.json]: missing");
  }

  public void testRouterIsChecked() throws IOException {
    write("small-bert", FolderForm.ROUTER);
    file("router_config.json", "{}");
    assertFault("[router_config.json]: [structure] must be an object, got [null]");
    file("router_config.json", "{\"structure\": {}}");
    assertFault("[router_config.json]: [types] must be an object, got [null]");
    file("router_config.json", "{\"structure\": {}, \"types\": {}}");
    assertFault("[router_config.json]: [structure.document] must be a list of folders, got [null]");
    file("router_config.json", "{\"structure\": {\"document\": [1]}, \"types\": {}}");
    assertFault("[router_config.json]: [structure.document] must be a list of folders, got [[1]]");
    file("router_config.json", "{\"structure\": {\"document\": [\"x\"]}, \"types\": {}}");
    assertFault("[router_config.json]: [types.x] must be a text, got [null]");
  }

  public void testActivationAndPoolingHaveAnOrder() throws IOException {
    write("small-bert", FolderForm.ROUTER);
    file(POOLING, "{\"pooling_strategy\": \"sum\", \"activation_function\": \"log1p_relu\"}");
    assertDecision("pooling", "sum", POOLING + " [pooling_strategy]");
    assertDecision("activation", "log1p_relu", POOLING + " [activation_function]");
    set("config.json", "neural_sparse", Map.of("activation", "relu", "pooling", "max"));
    assertDecision(
        "pooling",
        "max",
        "config.json [neural_sparse.pooling]",
        POOLING + " [pooling_strategy] sum");
    assertDecision(
        "activation",
        "relu",
        "config.json [neural_sparse.activation]",
        POOLING + " [activation_function] log1p_relu");
    assertEquals(Activation.RELU, transformer().activation());
    assertEquals(Pooling.MAX, transformer().pooling());
    file(POOLING, "{\"pooling_strategy\": \"mean\"}");
    assertFault("[" + POOLING + "]: [pooling_strategy] must be max or sum, got [mean]");
    file(POOLING, "{\"activation_function\": 1}");
    assertFault("[" + POOLING + "]: [activation_function] must be a text, got [1]");
    file(POOLING, "{\"activation_function\": \"gelu\"}");
    assertFault("[" + POOLING + "]: [activation_function] must be relu or log1p_relu, got [gelu]");
    delete(POOLING);
    assertFault("[" + POOLING + "]: missing");
  }

  public void testActivationOfPublishedModelsWithoutTheirModules() throws IOException {
    write("small-gte", FolderForm.PLAIN);
    set("config.json", "neural_sparse", (JsonElement) null);
    assertDecision("activation", "log1p_relu", "default of NewForMaskedLM");
    write("small-distilbert", FolderForm.PLAIN);
    assertDecision("activation", "relu", "default");
    String published = "opensearch-neural-sparse-encoding-doc-v3-distill";
    Files.move(path, models.resolve(published));
    assertEquals(
        new Decision(
            "activation",
            "log1p_relu",
            "default of [neural-sparse-encoding-doc-v3], by the folder's name",
            List.of()),
        catalog.manifest(published).decisions().get(3));
  }

  public void testOwnObject() throws IOException {
    write("small-bert", FolderForm.MODULES);
    set(
        "document_0_MLMTransformer/config.json",
        "neural_sparse",
        Map.of("precision", "fp32", "analyzer", "inner"));
    assertEquals(Optional.of(Precision.FP32), transformer().precision());
    assertEquals(TokenFrequency.SET, manifest().tokenFrequency());
    // The root's counts where there is one: a download need not be edited.
    file("config.json", "{\"neural_sparse\": {\"precision\": \"int8\"}}");
    assertEquals(Optional.of(Precision.INT8), transformer().precision());
    assertEquals(Optional.empty(), manifest().analyzer());
    file("config.json", "{\"neural_sparse\": {\"precision\": \"fp16\"}}");
    assertFault("[config.json]: [neural_sparse.precision] must be int8 or fp32, got [fp16]");
    file("config.json", "{\"neural_sparse\": {\"precison\": \"int8\"}}");
    assertFault(
        "[config.json]: [neural_sparse.precison] is not known, known are [activation, pooling,"
            + " precision, analyzer, token_frequency], got [int8]");
    file("config.json", "{\"neural_sparse\": {\"token_frequency\": \"count\"}}");
    assertEquals(TokenFrequency.COUNT, manifest().tokenFrequency());
    assertDecision("frequency", "count", "config.json [neural_sparse.token_frequency]");
    file("config.json", "{\"neural_sparse\": {\"token_frequency\": \"twice\"}}");
    assertFault("[config.json]: [neural_sparse.token_frequency] must be set or count, got [twice]");
    file("config.json", "{\"neural_sparse\": {\"token_frequency\": 2}}");
    assertFault("[config.json]: [neural_sparse.token_frequency] must be a text, got [2]");
    file("config.json", "{\"neural_sparse\": 3}");
    assertFault("[config.json]: [neural_sparse] must be an object, got [3]");
  }

  public void testWindowIsTheLeastOfFour() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    set("tokenizer.json", "truncation", Map.of("max_length", 100, "stride", 0));
    assertDecision(
        "window",
        "100",
        "tokenizer.json [truncation.max_length]",
        "config.json [max_position_embeddings] 512",
        "tokenizer_config.json [model_max_length] 512");
    file("sentence_bert_config.json", "{\"max_seq_length\": 64}");
    assertEquals(64, manifest().window());
    set("tokenizer_config.json", "model_max_length", 32);
    assertEquals(32, manifest().window());
    set("config.json", "max_position_embeddings", 16);
    assertEquals(16, manifest().window());
    // Absurd ones are no limits.
    set("tokenizer.json", "truncation", Map.of("max_length", 0));
    set("tokenizer_config.json", "model_max_length", 1e30);
    file("sentence_bert_config.json", "{\"max_seq_length\": null}");
    assertDecision("window", "16", "config.json [max_position_embeddings]");
  }

  public void testNetworkHasAnOrder() throws IOException {
    write("small-bert", FolderForm.MODULES);
    String parent = "document_0_MLMTransformer/";
    for (String name : List.of("model.onnx", parent + "onnx/model.onnx", parent + "model.onnx")) {
      file(name, "");
    }
    file(parent + "pytorch_model.bin", "");
    assertDecision(
        "network",
        "BertForMaskedLM",
        parent + "model.safetensors",
        parent + "pytorch_model.bin",
        parent + "model.onnx",
        parent + "onnx/model.onnx",
        "model.onnx");
    delete(parent + "model.safetensors");
    for (String name : List.of(parent + "model.onnx", parent + "onnx/model.onnx", "model.onnx")) {
      assertEquals(
          new Network.Onnx(path.resolve(name), Pooling.MAX, Activation.RELU), manifest().network());
      assertEquals(name, decision("network").source());
      delete(name);
    }
    // A pickle is never read, not even when there is nothing else.
    assertFault(
        "[document_0_MLMTransformer/pytorch_model.bin]: a pickle, which may run code when it is"
            + " read, so it is not; in its folder run [python -c \"import torch,"
            + " safetensors.torch as s; s.save_file({k: v.clone() for k, v in"
            + " torch.load('pytorch_model.bin', map_location='cpu', weights_only=True).items()},"
            + " 'model.safetensors')\"] once, to have"
            + " [document_0_MLMTransformer/model.safetensors]");
    delete(parent + "pytorch_model.bin");
    assertFault(
        "[document_0_MLMTransformer/model.safetensors]: missing, and so are"
            + " [model.safetensors.index.json] and [model.onnx]: there is nothing to encode"
            + " documents with");
  }

  public void testUnknownArchitectureNeedsAGraph() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    set("config.json", "architectures", List.of("RobertaForMaskedLM"));
    assertFault(
        "[config.json]: [architectures] must name one of [BertForMaskedLM, DistilBertForMaskedLM,"
            + " NewForMaskedLM], or there must be a [model.onnx], got [[\"RobertaForMaskedLM\"]]");
    file("model.onnx", "");
    assertDecision("network", "ONNX graph", "model.onnx", "model.safetensors");
    delete("model.onnx");
    set("config.json", "architectures", List.of(List.of()));
    assertFault(
        "[config.json]: [architectures] must name one of [BertForMaskedLM, DistilBertForMaskedLM,"
            + " NewForMaskedLM], or there must be a [model.onnx], got [[[]]]");
  }

  public void testShards() throws IOException {
    RandomFolder folder = RandomFolder.of(PublishedModel.named("small-bert"));
    write(folder.with(ElementType.BF16, 3));
    assertEquals(
        List.of(
            path.resolve("model-00001-of-00003.safetensors"),
            path.resolve("model-00002-of-00003.safetensors"),
            path.resolve("model-00003-of-00003.safetensors")),
        transformer().weightFiles());
    assertEquals("model.safetensors.index.json", decision("network").source());
    String index = "model.safetensors.index.json";
    delete("model-00002-of-00003.safetensors");
    assertFault(
        "[model-00002-of-00003.safetensors]: missing, though [model.safetensors.index.json] names"
            + " it");
    file(index, "{\"weight_map\": {}}");
    assertFault(
        "[model.safetensors.index.json]: [weight_map] must be an object, tensor → file, and not"
            + " empty");
    file(index, "{\"weight_map\": {\"a\": 1}}");
    assertFault("[model.safetensors.index.json]: [weight_map] must name files, got [1]");
  }

  public void testNoWayLeadsOutOfTheFolder() throws IOException {
    write("small-bert", FolderForm.ROUTER);
    Path outside = Files.createDirectories(models.resolve("outside"));
    Files.move(path.resolve("model.safetensors"), outside.resolve("model.safetensors"));
    Files.createSymbolicLink(
        path.resolve("model.safetensors"), outside.resolve("model.safetensors"));
    assertFault("[model.safetensors]: a symbolic link leads out of the model's folder");
    delete("model.safetensors");
    String index = "model.safetensors.index.json";
    file(index, "{\"weight_map\": {\"a\": \"../outside/model.safetensors\"}}");
    assertFault("[../outside/model.safetensors]: the path leads out of the model's folder");
    String absolute = outside.resolve("model.safetensors").toString();
    set(index, "weight_map", Map.of("a", absolute));
    assertFault("[" + absolute + "]: the path leads out of the model's folder");
    set(index, "weight_map", Map.of("a", "a\0b"));
    assertFault("[a\0b]: no file can have that name");
    Files.createSymbolicLink(path.resolve("linked"), outside);
    set(index, "weight_map", Map.of("a", "linked/model.safetensors"));
    assertFault("[linked/model.safetensors]: a symbolic link leads out of the model's folder");
    delete(index);
    Files.copy(outside.resolve("model.safetensors"), path.resolve("model.safetensors"));

    String types = "\"types\": {\"../outside\": \"MLMTransformer\", \"t\": \"IDF\"}";
    file(
        "router_config.json",
        "{\"structure\": {\"document\": [\"../outside\"], \"query\": [\"t\"]}, " + types + "}");
    assertFault("[../outside/config.json]: the path leads out of the model's folder");
    file("modules.json", "[{\"path\": \"../outside\", \"type\": \"Router\"}]");
    assertFault("[../outside/router_config.json]: the path leads out of the model's folder");
    file("modules.json", "[{\"path\": \"/etc\", \"type\": \"MLMTransformer\"}]");
    assertFault("[/etc/config.json]: the path leads out of the model's folder");
  }

  public void testTableOfTheStaticEmbedding() throws IOException {
    write("small-bert", FolderForm.ROUTER);
    Vocabulary vocabulary = Vocabulary.read(catalog.folder("m"));
    float[] weights = new float[200];
    for (int id = 0; id < weights.length; id++) {
      weights[id] = id - 100;
    }
    embedding("weight", weights);
    IdfTable table = table();
    assertEquals("a trained weight below 0 counts for nothing", 0, table.weight(99), 0);
    assertEquals(50, table.weight(150), 0);
    assertEquals("beyond the vocabulary", 1, table.weight(200), 0);
    embedding("weight", new float[199]);
    assertTableFault(
        "["
            + TABLE
            + "/model.safetensors]: tensor [weight] must have a weight for each of the 200 entries"
            + " of [tokenizer.json], has 199");
    embedding("embedding", weights);
    assertTableFault("[" + TABLE + "/model.safetensors]: tensor [weight] is missing");
    weights[7] = Float.NaN;
    embedding("weight", weights);
    assertTableFault("[" + TABLE + "/model.safetensors]: the weight of id 7 is not finite: [NaN]");
    assertEquals(200, vocabulary.size());
  }

  private void embedding(String name, float... weights) throws IOException {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            path.resolve(TABLE).resolve("model.safetensors"),
            List.of(
                new SafetensorsWriter.Declaration(
                    name, ElementType.F32, List.of((long) weights.length))),
            Map.of())) {
      writer.write(name, FloatBuffer.wrap(weights));
      writer.finish();
    }
  }

  public void testTablesAgree() throws IOException {
    write("small-bert", FolderForm.ROUTER);
    IdfTable embedding = table();
    delete(TABLE + "/model.safetensors");
    assertDecision("query table", "weights by token", "idf.json", "query_token_weights.txt");
    IdfTable json = table();
    delete("idf.json");
    assertDecision("query table", "weights by token", "query_token_weights.txt");
    IdfTable text = table();
    for (int id = 0; id < 200; id++) {
      assertEquals(embedding.weight(id), json.weight(id), 0);
      assertEquals(embedding.weight(id), text.weight(id), 0);
    }
    file(TABLE + "/idf.json", "{\"the\": 3.5}");
    assertDecision(
        "query table", "weights by token", TABLE + "/idf.json", "query_token_weights.txt");
    assertEquals(3.5f, table().weight(Vocabulary.read(catalog.folder("m")).id("the")), 0);
    delete(TABLE + "/idf.json", "query_token_weights.txt");
    assertFault(
        "["
            + TABLE
            + "/model.safetensors]: missing, and so are ["
            + TABLE
            + "/idf.json, "
            + TABLE
            + "/query_token_weights.txt, idf.json, query_token_weights.txt]");
    file(TABLE + "/pytorch_model.bin", "");
    ModelException e = expectThrows(ModelException.class, this::manifest);
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .startsWith("model [m], file [" + TABLE + "/pytorch_model.bin]: a pickle, which"));
  }

  public void testQueriesAndDocumentsHaveOneVocabulary() throws IOException {
    write("small-bert", FolderForm.ROUTER);
    String query = TABLE + "/tokenizer.json";
    set(query, "truncation", Map.of("max_length", 64));
    assertEquals(1, table().weight(0), 0); // another file, the same tokens
    file(query, Files.readString(path.resolve(query)).replace("\"the\":", "\"ten\":"));
    assertTableFault(
        "["
            + query
            + "]: its vocabulary is not that of [tokenizer.json]: queries and documents would"
            + " speak of different tokens");
  }

  public void testTokenizerIsNeeded() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    delete("tokenizer.json");
    assertFault(
        "[tokenizer.json]: missing; [vocab.txt] does not say how texts are split, so save the"
            + " tokeniser once more with a library that writes [tokenizer.json]");
    delete("vocab.txt");
    assertFault("[tokenizer.json]: missing");
  }

  public void testSpecialTokensOfAllFiles() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    set("tokenizer.json", "added_tokens", List.of());
    delete("special_tokens_map.json");
    file("tokenizer_config.json", "{}");
    assertSpecial("[UNK]");
    file(
        "special_tokens_map.json",
        "{\"cls_token\": \"[CLS]\", \"mask_token\": {\"content\": \"[MASK]\"}, \"pad_token\":"
            + " null, \"additional_special_tokens\": [\"the\", {\"content\": \"of\"}, 3],"
            + " \"bos_token\": \"not there\"}");
    assertSpecial("[UNK]", "[CLS]", "[MASK]", "the", "of");
    file(
        "tokenizer_config.json",
        "{\"sep_token\": \"[SEP]\", \"add_bos_token\": true, \"added_tokens_decoder\": {\"0\":"
            + " {\"content\": \"[PAD]\", \"special\": true}, \"9\": {\"content\": \"and\","
            + " \"special\": false}}}");
    assertSpecial("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "of");
  }

  private void assertSpecial(String... tokens) {
    Vocabulary vocabulary = Vocabulary.read(catalog.folder("m"));
    int[] expected = List.of(tokens).stream().mapToInt(vocabulary::id).sorted().toArray();
    assertArrayEquals(expected, vocabulary.specialIds());
  }

  public void testSmallFilesAreSmall() throws IOException {
    write("small-bert", FolderForm.PLAIN);
    file("config.json", "{\"a\": \"" + "x".repeat(1 << 24) + "\"}");
    assertFault("[config.json]: has 16777225 bytes; 16777216 is the most");
    file("config.json", "{\"a\":".repeat(300) + "1" + "}".repeat(300));
    ModelException e = expectThrows(ModelException.class, this::manifest);
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .startsWith("model [m], file [config.json]: not the JSON that is due there: "));
  }
}
