/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an ONNX file says of itself without its nodes and weights, which are skipped and never held
 * in memory.
 *
 * @param opset version of the standard operators, 0 when it names none
 * @param outputs the graph's declared outputs, in order
 */
public record OnnxOutline(int opset, List<Output> outputs) {
  /**
   * One output.
   *
   * @param name of the value
   * @param rank number of dimensions, or -1 where the file does not say
   */
  public record Output(String name, int rank) {}

  /**
   * Reads the outline of a file.
   *
   * @throws IOException when the file cannot be read or is not an ONNX model
   */
  public static OnnxOutline read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      int opset = 0;
      List<Output> outputs = new ArrayList<>();
      for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case ModelProto.OPSET_IMPORT_FIELD_NUMBER -> {
            OperatorSetIdProto version =
                coded.readMessage(
                    OperatorSetIdProto.parser(), ExtensionRegistryLite.getEmptyRegistry());
            if (version.getDomain().isEmpty() || version.getDomain().equals("ai.onnx")) {
              opset = (int) version.getVersion();
            }
          }
          case ModelProto.GRAPH_FIELD_NUMBER -> readGraph(coded, outputs);
          default -> coded.skipField(tag);
        }
      }
      if (outputs.isEmpty()) {
        throw new IOException("no ONNX model: it declares no output");
      }
      return new OnnxOutline(opset, List.copyOf(outputs));
    }
  }

  /** The output of that name, or else the first one. */
  public Output output(String preferred) {
    return outputs.stream()
        .filter(output -> output.name().equals(preferred))
        .findFirst()
        .orElse(outputs.getFirst());
  }

  private static void readGraph(CodedInputStream coded, List<Output> outputs) throws IOException {
    int limit = coded.pushLimit(coded.readRawVarint32());
    for (int tag = coded.readTag(); tag != 0; tag = coded.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == GraphProto.OUTPUT_FIELD_NUMBER) {
        ValueInfoProto value =
            coded.readMessage(ValueInfoProto.parser(), ExtensionRegistryLite.getEmptyRegistry());
        boolean shaped = value.getType().getTensorType().hasShape();
        outputs.add(
            new Output(
                value.getName(),
                shaped ? value.getType().getTensorType().getShape().getDimCount() : -1));
      } else {
        coded.skipField(tag);
      }
    }
    coded.popLimit(limit);
  }
}
