/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * Folders as Hugging Face ships them on real servers: each architecture and layout encodes and
 * searches; hostile ones get a 4xx that says why, and the node goes on.
 */
@RunWith(Parameterized.class)
public final class SafetensorsIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final String MODELS = "neural-sparse/models/";
  private static final String WEIGHTS = "model.safetensors";
  private static final String TEXT = "The quick brown fox jumps over the lazy dog; they said so.";
  private static Node node;
  private static Http http;

  public SafetensorsIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    node = SharedNodes.take(version);
    http = node.http();
    http.put("/i", json("{'mappings': {'properties': {'s': {'type': 'rank_features'}}}}")).ok();
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      SharedNodes.giveBack(node);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static RandomFolder random(String model) {
    return RandomFolder.of(PublishedModel.named(model));
  }

  /** Changes a folder before the node gets it. */
  private interface Damage {
    void to(Path folder) throws IOException;
  }

  private static Path put(String name, RandomFolder model, Damage damage) throws IOException {
    Path folder = temporary.newFolder().toPath();
    model.write(folder, share -> {});
    damage.to(folder);
    node.addConfig(MODELS + name, folder);
    return folder;
  }

  private static Answer pipeline(String model) {
    return http.put(
        "/_ingest/pipeline/" + model,
        json(
            "{'processors': [{'sparse_encoding': {'model_id': '"
                + model
                + "', 'field_map': {'t': 's'}}}]}"));
  }

  private static Answer index(String model) {
    return http.put(
        "/i/_doc/" + model + "?refresh=true&pipeline=" + model, json("{'t': '" + TEXT + "'}"));
  }

  private static Answer query(String model) {
    return http.post(
        "/i/_search",
        json(
            "{'query': {'neural_sparse': {'s': {'query_text': '"
                + TEXT
                + "', 'model_id': '"
                + model
                + "'}}}}"));
  }

  private static void assertFault(Answer answer, String reason) {
    assertEquals(answer.toString(), 400, answer.status());
    assertEquals(reason, answer.at("error", "reason").getAsString());
  }

  /** Whatever a test did, the node and the other models work. */
  @After
  public void theOthersWork() {
    pipeline("lexical").ok();
    index("lexical").ok();
    query("lexical").ok();
  }

  private static void assertServes(String name, RandomFolder model) throws IOException {
    Path folder = put(name, model, path -> {});
    pipeline(name).ok();
    index(name).ok();
    Map<String, Float> stored = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry :
        http.get("/i/_doc/" + name).ok().at("_source", "s").getAsJsonObject().entrySet()) {
      stored.put(entry.getKey(), entry.getValue().getAsFloat());
    }
    ModelManifest manifest = ModelManifest.read(ModelFolder.of(folder));
    try (DocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.INT8)) {
      Map<String, Float> expected = encoder.encode(List.of(TEXT)).getFirst().toMap();
      assertTrue("some weights: " + expected, expected.size() > 3);
      assertEquals(expected.keySet(), stored.keySet());
      expected.forEach((token, weight) -> assertEquals(weight, stored.get(token), 1e-5));
    }
    query(name).ok();
  }

  @Test
  public void everyArchitectureInEveryLayout() throws IOException {
    for (String model : List.of("small-bert", "small-distilbert", "small-gte")) {
      for (FolderForm form : FolderForm.values()) {
        assertServes(model + "-" + form.label(), random(model).in(form));
      }
    }
  }

  @Test
  public void halfPrecisionAndShards() throws IOException {
    assertServes("bf16-shards", random("small-bert").with(ElementType.BF16, 3));
    assertServes("f16", random("small-gte").with(ElementType.F16, 1));
  }

  /** A folder whose small files are fine: the first document finds out, not the pipeline. */
  private static void assertBrokenWeights(String name, Damage damage, String cause)
      throws IOException {
    put(name, random("small-bert").in(FolderForm.PLAIN), damage);
    pipeline(name).ok();
    String fault = "model [" + name + "], file [model.safetensors]: " + cause;
    assertFault(index(name), fault);
    assertFault(index(name), fault);
    query(name).ok(); // queries need no network
  }

  private static void header(Path folder, long length, String json, int data) throws IOException {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(folder.resolve(WEIGHTS), bytes.putLong(length).put(text).array());
  }

  @Test
  public void hostileWeights() throws IOException {
    assertBrokenWeights(
        "huge-header",
        folder -> header(folder, 1L << 60, "{}", 0),
        "says that its header has 1152921504606846976 bytes; 16777216 is the most, so this is no"
            + " safetensors file");
    String overlapping =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[4,12]}}";
    assertBrokenWeights(
        "overlapping",
        folder -> header(folder, overlapping.length(), overlapping, 12),
        "tensor [b] begins at byte 4, inside the one before it, which ends at 8");
    assertBrokenWeights(
        "truncated",
        folder -> {
          byte[] whole = Files.readAllBytes(folder.resolve(WEIGHTS));
          Files.write(folder.resolve(WEIGHTS), Arrays.copyOf(whole, whole.length - 4));
        },
        "tensor [cls.predictions.transform.LayerNorm.bias] lies at [165152, 165280] of 165276"
            + " bytes: the file is cut off or damaged");
    assertBrokenWeights(
        "missing-tensor",
        folder -> replace(folder.resolve("config.json"), "_layers\": 2", "_layers\": 3"),
        "tensor [bert.encoder.layer.2.attention.self.query.weight] is missing");
    assertBrokenWeights(
        "wrong-shape",
        folder -> replace(folder.resolve("config.json"), "_size\": 64", "_size\": 65"),
        "tensor [bert.encoder.layer.0.intermediate.dense.weight] has the shape [64, 32], the"
            + " configuration calls for [65, 32]");
  }

  private static void replace(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertTrue(text, text.contains(from));
    Files.writeString(file, text.replace(from, to));
  }

  private static void assertRefused(String name, FolderForm form, Damage damage, String fault)
      throws IOException {
    put(name, random("small-bert").in(form), damage);
    assertFault(pipeline(name), "[model_id] model [" + name + "], file " + fault);
  }

  @Test
  public void unknownArchitecture() throws IOException {
    assertRefused(
        "roberta",
        FolderForm.PLAIN,
        folder -> replace(folder.resolve("config.json"), "BertForMaskedLM", "RobertaForMaskedLM"),
        "[config.json]: [architectures] must name one of [BertForMaskedLM, DistilBertForMaskedLM,"
            + " NewForMaskedLM], or there must be a [model.onnx], got"
            + " [[\"RobertaForMaskedLM\"]]");
  }

  @Test
  public void aPickleAlone() throws IOException {
    assertRefused(
        "pickle",
        FolderForm.PLAIN,
        folder -> Files.move(folder.resolve(WEIGHTS), folder.resolve("pytorch_model.bin")),
        "[pytorch_model.bin]: a pickle, which may run code when it is read, so it is not; in its"
            + " folder run [python -c \"import torch, safetensors.torch as s; s.save_file({k:"
            + " v.clone() for k, v in torch.load('pytorch_model.bin', map_location='cpu',"
            + " weights_only=True).items()}, 'model.safetensors')\"] once, to have"
            + " [model.safetensors]");
  }

  @Test
  public void waysOutOfTheFolder() throws IOException {
    put("victim", random("small-bert").in(FolderForm.PLAIN), folder -> {});
    assertRefused(
        "index-escape",
        FolderForm.PLAIN,
        folder -> {
          Files.delete(folder.resolve(WEIGHTS));
          Files.writeString(
              folder.resolve(WEIGHTS + ".index.json"),
              "{\"weight_map\": {\"a\": \"../victim/model.safetensors\"}}");
        },
        "[../victim/model.safetensors]: the path leads out of the model's folder");
    assertRefused(
        "router-escape",
        FolderForm.ROUTER,
        folder ->
            Files.writeString(
                folder.resolve("router_config.json"),
                "{\"types\": {\"../victim\": \"MLMTransformer\"}, \"structure\": {\"document\":"
                    + " [\"../victim\"], \"query\": []}}"),
        "[../victim/config.json]: the path leads out of the model's folder");
    assertRefused(
        "absolute",
        FolderForm.ROUTER,
        folder ->
            Files.writeString(
                folder.resolve("modules.json"), "[{\"path\": \"/etc\", \"type\": \"Router\"}]"),
        "[/etc/router_config.json]: the path leads out of the model's folder");
    put(
        "linked",
        random("small-bert").in(FolderForm.PLAIN),
        folder -> Files.delete(folder.resolve(WEIGHTS)));
    Path models = node.config().resolve(MODELS);
    Files.createSymbolicLink(
        models.resolve("linked").resolve(WEIGHTS), models.resolve("victim").resolve(WEIGHTS));
    assertFault(
        pipeline("linked"),
        "[model_id] model [linked], file [model.safetensors]: a symbolic link leads out of the model's"
            + " folder");
  }
}
