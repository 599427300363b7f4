/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/**
 * A graph and its weights as one ONNX file. The weights go from where they lie into the file, a
 * piece at a time.
 */
public final class StandaloneOnnx {
  /** What a serialised message may hold. */
  private static final long LARGEST = Integer.MAX_VALUE;

  private static final int BUFFER = 1 << 16;

  private StandaloneOnnx() {}

  /**
   * Writes the file.
   *
   * @param graph with all its weights
   * @param metadata goes into the file's {@code metadata_props}
   * @param progress told the share that is written, from 0 to 1
   * @throws IOException when it cannot be written, or would have 2 GB or more
   */
  public static void write(
      WeightedGraph graph, Map<String, String> metadata, OutputStream file, DoubleConsumer progress)
      throws IOException {
    ModelProto.Builder model =
        ModelProto.newBuilder().mergeFrom(ModelProto.parseFrom(graph.model()));
    GraphProto.Builder body = model.getGraphBuilder();
    Map<TensorProto, ByteBuffer> initializers = takeExternal(body, data(graph));
    byte[] rest = body.build().toByteArray();
    model.clearGraph();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));

    long size = rest.length;
    for (Map.Entry<TensorProto, ByteBuffer> entry : initializers.entrySet()) {
      long tensor = size(entry.getKey(), entry.getValue());
      size += CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER);
      size += CodedOutputStream.computeUInt64SizeNoTag(tensor) + tensor;
    }
    byte[] head = model.build().toByteArray();
    if (size + head.length > LARGEST) {
      throw new IOException(
          "the file would have " + size + " bytes; an ONNX file has less than 2 GB");
    }
    CodedOutputStream out = CodedOutputStream.newInstance(file, BUFFER);
    out.writeRawBytes(head);
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag((int) size);
    out.writeRawBytes(rest);
    long written = 0;
    for (Map.Entry<TensorProto, ByteBuffer> entry : initializers.entrySet()) {
      write(entry.getKey(), entry.getValue(), out);
      written += entry.getValue().remaining();
      progress.accept((double) written / size);
    }
    out.flush();
    progress.accept(1);
  }

  private static Map<String, ByteBuffer> data(WeightedGraph graph) {
    Map<String, ByteBuffer> data = new LinkedHashMap<>();
    graph.weights().forEach(weight -> data.put(weight.name(), weight.tensor().data().duplicate()));
    return data;
  }

  /** Takes what a graph only declares out of it, and puts the data beside each. */
  private static Map<TensorProto, ByteBuffer> takeExternal(
      GraphProto.Builder graph, Map<String, ByteBuffer> data) {
    Map<TensorProto, ByteBuffer> external = new LinkedHashMap<>();
    List<TensorProto> all = List.copyOf(graph.getInitializerList());
    graph.clearInitializer();
    for (TensorProto tensor : all) {
      if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
        graph.addInitializer(tensor);
        continue;
      }
      ByteBuffer bytes = data.get(tensor.getName());
      if (bytes == null) {
        throw new IllegalStateException("no weights for [" + tensor.getName() + "]");
      }
      external.put(tensor.toBuilder().clearDataLocation().clearExternalData().build(), bytes);
    }
    return external;
  }

  private static long size(TensorProto tensor, ByteBuffer data) {
    return tensor.getSerializedSize()
        + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(data.remaining())
        + (long) data.remaining();
  }

  private static void write(TensorProto tensor, ByteBuffer data, CodedOutputStream out)
      throws IOException {
    out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag((int) size(tensor, data));
    tensor.writeTo(out);
    out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(data.remaining());
    out.write(data.duplicate());
  }
}
