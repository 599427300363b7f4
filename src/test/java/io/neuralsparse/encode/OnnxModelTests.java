/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.Precision;
import io.neuralsparse.vector.SparseVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/**
 * Folders with a ready {@code model.onnx}. The graphs here look a table [10, 10] up by token id, so
 * that logits and weights are known without running anything.
 */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class OnnxModelTests extends OpenSearchTestCase {
  /** Row i is what token i says; [PAD]'s row would win every maximum if it were not masked. */
  private static final float[][] TABLE = new float[10][10];

  static {
    java.util.Arrays.fill(TABLE[0], 9);
    java.util.Arrays.fill(TABLE[3], 0.001f); // [SEP] speaks too, as in real models
    TABLE[5] = new float[] {1, 1, 1, 1, 1, 2, 0.5f, 0, -3, 0}; // a
    TABLE[6] = new float[] {1, 1, 1, 1, 1, 1, 3, 0, -1, 0}; // b
    TABLE[7] = new float[] {0, 0, 0, 0, 0, 0, 0, 4, -2, 0}; // c
  }

  private Path models;
  private Path folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    models = createTempDir().resolve("models");
    folder = TestModels.small(models, "m");
    config("{\"vocab_size\": 10, \"max_position_embeddings\": 8}");
  }

  private void config(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  private DocumentEncoder load() {
    return OnnxDocumentEncoder.load(new ModelCatalog(models).manifest("m"), Precision.INT8);
  }

  private static ValueInfoProto value(String name, int type, int rank) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < rank; i++) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("d" + i));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static GraphProto.Builder graph(float[][] table, String... inputs) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("table")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(table.length)
            .addDims(table[0].length);
    for (float[] row : table) {
      for (float x : row) {
        tensor.addFloatData(x);
      }
    }
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g").addInitializer(tensor);
    for (String input : inputs) {
      graph.addInput(value(input, TensorProto.DataType.INT64_VALUE, 2));
    }
    return graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Gather")
            .addInput("table")
            .addInput("input_ids")
            .addOutput("logits"));
  }

  private void write(String file, int opset, GraphProto.Builder graph) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(
        path,
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph)
            .build()
            .toByteArray());
  }

  private void writeLogits(int opset) throws IOException {
    write(
        "model.onnx",
        opset,
        graph(TABLE, "input_ids", "attention_mask")
            .addOutput(value("logits", TensorProto.DataType.FLOAT_VALUE, 3)));
  }

  /** The document vector by its definition, in doubles. */
  private static SparseVector pooled(boolean twice, int... ids) {
    Map<String, Float> weights = new HashMap<>();
    for (int token = 5; token < 10; token++) { // 0 to 4 are special
      double max = 0;
      for (int id : ids) {
        max = Math.max(max, TABLE[id][token]);
      }
      double weight = twice ? Math.log1p(Math.log1p(max)) : Math.log1p(max);
      if (weight > 0) {
        weights.put(TestModels.SMALL_VOCABULARY.get(token), (float) weight);
      }
    }
    return SparseVector.of(weights);
  }

  private static void assertClose(SparseVector expected, SparseVector actual) {
    assertEquals(expected.toMap().keySet(), actual.toMap().keySet());
    expected
        .toMap()
        .forEach((token, weight) -> assertEquals(weight, actual.toMap().get(token), 1e-6f));
  }

  public void testLogitsArePooled() throws IOException {
    for (int opset : new int[] {13, 17, 18, 21}) {
      writeLogits(opset);
      for (boolean twice : new boolean[] {false, true}) {
        config(
            "{\"vocab_size\": 10, \"max_position_embeddings\": 8, \"neural_sparse\":"
                + " {\"activation\": \""
                + (twice ? "log1p_relu" : "relu")
                + "\"}}");
        try (DocumentEncoder encoder = load()) {
          // Texts of different lengths: the shorter ones are padded, and padding must not speak.
          List<SparseVector> vectors = encoder.encode(List.of("a", "a b c a", "c", ""));
          assertClose(pooled(twice, 2, 5, 3), vectors.get(0));
          assertClose(pooled(twice, 2, 5, 6, 7, 5, 3), vectors.get(1));
          assertClose(pooled(twice, 2, 7, 3), vectors.get(2));
          assertClose(pooled(twice, 2, 3), vectors.get(3));
        }
      }
    }
  }

  public void testPooledOutputIsTakenAsItIs() throws IOException {
    write(
        "onnx/model.onnx",
        13,
        graph(TABLE, "input_ids", "token_type_ids")
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ReduceMax")
                    .addInput("logits")
                    .addOutput("max")
                    .addAttribute(
                        ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
                            .setName("axes")
                            .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS)
                            .addInts(1))
                    .addAttribute(
                        ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
                            .setName("keepdims")
                            .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT)
                            .setI(0)))
            .addOutput(value("max", TensorProto.DataType.FLOAT_VALUE, 2)));
    try (DocumentEncoder encoder = load()) {
      assertEquals(
          Map.of("a", 2f, "b", 3f, "##d", 0.001f, "c", 0.001f, ".", 0.001f),
          encoder.encode(List.of("a b")).getFirst().toMap());
    }
  }

  private void assertFault(String expected) {
    ModelException e = expectThrows(ModelException.class, this::load);
    assertEquals(expected, e.getMessage());
  }

  public void testCorruptGraph() throws IOException {
    writeLogits(17);
    byte[] whole = Files.readAllBytes(folder.resolve("model.onnx"));
    for (byte[] bytes :
        List.of(
            new byte[0],
            "not a model".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.util.Arrays.copyOf(whole, whole.length / 2))) {
      Files.write(folder.resolve("model.onnx"), bytes);
      ModelException e = expectThrows(ModelException.class, this::load);
      assertTrue(
          e.getMessage(),
          e.getMessage().startsWith("model [m], file [model.onnx]: not a usable ONNX model: "));
    }
  }

  /** The JVM's own error would end a node; here it has -Xmx1g, and as much outside the heap. */
  public void testGraphTooLargeForTheMemoryOutsideTheHeap() throws IOException {
    writeLogits(17);
    Path file = folder.resolve("model.onnx");
    long padding = 1_500_000_000L;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // A field that no reader knows, number 1000, as long as it gets; a hole, not bytes on disk.
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream field = CodedOutputStream.newInstance(bytes);
      field.writeTag(1000, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      field.writeUInt32NoTag((int) padding);
      field.flush();
      channel.position(channel.size());
      channel.write(ByteBuffer.wrap(bytes.toByteArray()));
      channel.position(channel.position() + padding - 1);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }
    ModelException e = expectThrows(ModelException.class, this::load);
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .startsWith(
                "model [m], file [.]: needs more memory outside the heap than the JVM may take,"
                    + " which is half of the heap unless -XX:MaxDirectMemorySize says otherwise:"
                    + " Cannot reserve 15000"));
    writeLogits(17);
    load().close();
  }

  public void testUnknownInput() throws IOException {
    write(
        "model.onnx",
        17,
        graph(TABLE, "input_ids", "attention_mask", "pixel_values")
            .addOutput(value("logits", TensorProto.DataType.FLOAT_VALUE, 3)));
    assertFault(
        "model [m], file [model.onnx]: has the input [pixel_values], known are [input_ids,"
            + " attention_mask, token_type_ids]");
  }

  public void testOpsetTooOldForPooling() throws IOException {
    writeLogits(12);
    assertFault(
        "model [m], file [model.onnx]: uses opset 12; pooling can be added to opset 13 and later");
  }

  public void testNetworkNarrowerThanTheTokenizer() throws IOException {
    config("{}");
    float[][] narrow = new float[10][9];
    write(
        "model.onnx",
        17,
        graph(narrow, "input_ids", "attention_mask")
            .addOutput(value("logits", TensorProto.DataType.FLOAT_VALUE, 3)));
    assertFault(
        "model [m], file [tokenizer.json]: the tokeniser's vocabulary has 10 entries, the model's"
            + " only 9");
  }

  public void testWeightsThatAreNotNumbers() throws IOException {
    float[][] table = new float[10][10];
    table[5][6] = Float.POSITIVE_INFINITY;
    write(
        "model.onnx",
        17,
        graph(table, "input_ids", "attention_mask")
            .addOutput(value("logits", TensorProto.DataType.FLOAT_VALUE, 3)));
    assertFault("model [m], file [model.onnx]: gives the weight [Infinity] to token id 6");
  }
}
