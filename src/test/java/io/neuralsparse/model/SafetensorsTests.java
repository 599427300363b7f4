/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import io.neuralsparse.model.SafetensorsWriter.Declaration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class SafetensorsTests extends OpenSearchTestCase {
  /** Two tensors, 24 bytes. */
  private static final String HEADER =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
          + "\"b\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[16,24]}}";

  private Path path;
  private ModelFolder folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    path = Files.createDirectories(createTempDir().resolve("m"));
    folder = new ModelFolder("m", path);
  }

  private void file(long length, String header, int data) throws IOException {
    file("model.safetensors", length, header.getBytes(StandardCharsets.UTF_8), data);
  }

  private void file(String header, int data) throws IOException {
    file(header.getBytes(StandardCharsets.UTF_8).length, header, data);
  }

  private void file(String name, long length, byte[] header, int data) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(path.resolve(name), bytes.putLong(length).put(header).array());
  }

  private Tensors open(String... names) {
    return Safetensors.open(folder, List.of(names).stream().map(path::resolve).toList());
  }

  private void assertFault(String cause) {
    ModelException e = expectThrows(ModelException.class, () -> open("model.safetensors"));
    assertEquals("model [m], file [model.safetensors]: " + cause, e.getMessage());
  }

  private void assertEntryFault(String dtype, String shape, String offsets, String cause)
      throws IOException {
    file(
        "{\"a\":{\"dtype\":"
            + dtype
            + ",\"shape\":"
            + shape
            + ",\"data_offsets\":"
            + offsets
            + "}}",
        16);
    assertFault(cause);
  }

  public void testReadsWhatIsThere() throws IOException {
    byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    bytes.putFloat(1).putFloat(-2.5f).putFloat(3).putFloat(Float.MIN_VALUE);
    // IEEE 754 binary16: 1, -2, 65504 (the largest), 2^-24 (the smallest).
    bytes.putShort((short) 0x3C00).putShort((short) 0xC000);
    bytes.putShort((short) 0x7BFF).putShort((short) 0x0001);
    Files.write(path.resolve("model.safetensors"), bytes.array());
    try (Tensors tensors = open("model.safetensors")) {
      assertEquals(Set.of("a", "b"), tensors.names());
      assertEquals(24, tensors.bytes());
      assertTrue(tensors.has("a"));
      assertFalse(tensors.has("c"));
      Tensor a = tensors.weights("a", List.of(2L, 2L));
      assertEquals(4, a.elements());
      assertTrue(a.data().isDirect());
      assertFloats(a.floats(), 1, -2.5f, 3, Float.MIN_VALUE);
      assertFloats(tensors.get("b").floats(), 1, -2, 65504, 0x1p-24f);
    }
  }

  private static void assertFloats(FloatBuffer actual, float... expected) {
    float[] values = new float[actual.remaining()];
    actual.get(values);
    assertArrayEquals(expected, values, 0);
  }

  public void testWriterAndReaderAgree() throws IOException {
    Path file = path.resolve("w.safetensors");
    List<Declaration> declarations =
        List.of(
            new Declaration("f", ElementType.F32, List.of(2L, 1L)),
            new Declaration("empty", ElementType.F32, List.of(0L, 3L)),
            new Declaration("h", ElementType.F16, List.of(3L)),
            new Declaration("b", ElementType.BF16, List.of(4L)),
            new Declaration("scalar", ElementType.F32, List.of()));
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(file, declarations, Map.of("format", "pt"))) {
      writer.write("f", FloatBuffer.wrap(new float[] {1.5f}));
      writer.write("f", FloatBuffer.wrap(new float[] {-0f}));
      writer.write("h", FloatBuffer.wrap(new float[] {0.5f, 1 + 0x1p-12f, 1e6f}));
      // Ties go to the even neighbour; 1.0 has a step of 2^-7 here.
      writer.write("b", FloatBuffer.wrap(new float[] {1, 1 + 0x1p-8f, 1 + 3 * 0x1p-8f, -3}));
      assertFalse(Files.exists(file));
      writer.write("scalar", FloatBuffer.wrap(new float[] {7}));
      writer.finish();
    }
    assertEquals(0, headerLength(file) % 8);
    try (Tensors tensors = open("w.safetensors")) {
      assertFloats(tensors.weights("f", List.of(2L, 1L)).floats(), 1.5f, -0f);
      assertFloats(tensors.weights("empty", List.of(0L, 3L)).floats());
      assertFloats(tensors.get("h").floats(), 0.5f, 1, Float.POSITIVE_INFINITY);
      assertFloats(tensors.get("b").floats(), 1, 1, 1 + 0x1p-6f, -3);
      assertFloats(tensors.weights("scalar", List.of()).floats(), 7);
    }
    assertEquals(
        Map.of("format", "pt"), SafetensorsHeader.read(folder, "w.safetensors", file).metadata());
  }

  private static long headerLength(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  public void testWriterWantsWhatWasDeclared() throws IOException {
    Path file = path.resolve("w.safetensors");
    List<Declaration> declarations =
        List.of(
            new Declaration("a", ElementType.F32, List.of(2L)),
            new Declaration("b", ElementType.F32, List.of(1L)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, declarations, Map.of())) {
      IllegalStateException e =
          expectThrows(
              IllegalStateException.class, () -> writer.write("b", FloatBuffer.allocate(1)));
      assertEquals("it is the turn of [a], got [b]", e.getMessage());
      e =
          expectThrows(
              IllegalStateException.class, () -> writer.write("a", FloatBuffer.allocate(3)));
      assertEquals("[a] has no room for 3 more values", e.getMessage());
      writer.write("a", FloatBuffer.allocate(2));
      e = expectThrows(IllegalStateException.class, writer::finish);
      assertEquals("[b] has only 0 values yet", e.getMessage());
    }
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(path.resolve("w.safetensors.part")));
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () ->
                SafetensorsWriter.create(
                    file, List.of(declarations.get(0), declarations.get(0)), Map.of()));
    assertEquals("two tensors have the name [a]", e.getMessage());
    e =
        expectThrows(
            IllegalArgumentException.class,
            () -> new Declaration("i", ElementType.I64, List.of(1L)));
    assertEquals("[i] must be of type F32, F16 or BF16, got [I64]", e.getMessage());
  }

  public void testElementsNeedNotBeAligned() throws IOException {
    byte[] header =
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}" + " ".repeat(4))
            .getBytes(StandardCharsets.UTF_8);
    assertNotEquals(0, header.length % 4);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(
        path.resolve("model.safetensors"),
        bytes.putLong(header.length).put(header).putFloat(-7.25f).array());
    try (Tensors tensors = open("model.safetensors")) {
      assertFloats(tensors.get("a").floats(), -7.25f);
    }
  }

  public void testTensorsAsTheCallerExpectsThem() throws IOException {
    file(
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[16,24]}}",
        24);
    try (Tensors tensors = open("model.safetensors")) {
      ModelException e = expectThrows(ModelException.class, () -> tensors.get("c"));
      assertEquals("model [m], file [model.safetensors]: tensor [c] is missing", e.getMessage());
      e = expectThrows(ModelException.class, () -> tensors.weights("a", List.of(4L)));
      assertEquals(
          "model [m], file [model.safetensors]: tensor [a] has the shape [2, 2], the"
              + " configuration calls for [4]",
          e.getMessage());
      e = expectThrows(ModelException.class, () -> tensors.weights("ids", List.of(1L)));
      assertEquals(
          "model [m], file [model.safetensors]: tensor [ids] has the type [I64], weights must be"
              + " F32, F16 or BF16",
          e.getMessage());
      tensors.close();
      IllegalStateException closed =
          expectThrows(IllegalStateException.class, () -> tensors.get("a"));
      assertEquals("the tensors of model [m] are closed", closed.getMessage());
    }
  }

  public void testFileThatShrinksAfterItWasOpened() throws IOException {
    file(HEADER, 24);
    try (Tensors tensors = open("model.safetensors")) {
      file(HEADER, 0);
      ModelException e = expectThrows(ModelException.class, () -> tensors.get("a"));
      assertEquals(
          "model [m], file [model.safetensors]: tensor [a] cannot be read: the file has become"
              + " shorter since it was opened",
          e.getMessage());
    }
  }

  public void testHeaderLength() throws IOException {
    Files.write(path.resolve("model.safetensors"), new byte[7]);
    assertFault("has 7 bytes, too few for a safetensors file");
    Files.write(path.resolve("model.safetensors"), new byte[0]);
    assertFault("has 0 bytes, too few for a safetensors file");
    file(1L << 60, "{}", 0);
    assertFault(
        "says that its header has 1152921504606846976 bytes; 16777216 is the most, so this is no"
            + " safetensors file");
    file(-1, "{}", 0);
    assertFault(
        "says that its header has 18446744073709551615 bytes; 16777216 is the most, so this is no"
            + " safetensors file");
    file(16_777_217, "{}", 0);
    assertFault(
        "says that its header has 16777217 bytes; 16777216 is the most, so this is no safetensors"
            + " file");
    file(100, "{}", 0);
    assertFault("is cut off: the header has 100 bytes, the whole file only 10");
  }

  public void testTruncatedFile() throws IOException {
    file(HEADER, 23);
    assertFault("tensor [b] lies at [16, 24] of 23 bytes: the file is cut off or damaged");
    file(HEADER, 25);
    assertFault("1 bytes follow the last tensor");
  }

  public void testHeaderIsJson() throws IOException {
    file("model.safetensors", 4, new byte[] {'{', '"', (byte) 0xFF, '"'}, 0);
    assertFault("the header is not UTF-8");
    for (String header :
        List.of(
            "",
            " ",
            "[]",
            "{",
            "7",
            "{\"a\":1}",
            "{a:{}}",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[0,0]}}",
            "{} {}",
            "{\"a\":" + "{\"x\":".repeat(300) + "1" + "}".repeat(301),
            "[".repeat(100_000),
            "{\"__metadata__\":{\"a\":{}}}")) {
      file(header, 0);
      ModelException e = expectThrows(ModelException.class, () -> open("model.safetensors"));
      assertTrue(
          e.getMessage(),
          e.getMessage()
              .startsWith(
                  "model [m], file [model.safetensors]: the header is not the JSON that is due"
                      + " there: "));
    }
  }

  public void testEntries() throws IOException {
    assertEntryFault(
        "\"Q4\"",
        "[4]",
        "[0,16]",
        "tensor [a] has the type [Q4], known are [F32, F16, BF16, F64, F8_E4M3, F8_E5M2, I64, I32,"
            + " I16, I8, U64, U32, U16, U8, BOOL]");
    assertEntryFault(
        "\"F32\"",
        "[3]",
        "[0,16]",
        "tensor [a] of type F32 and shape [3] needs 12 bytes, but has 16");
    assertEntryFault(
        "\"F32\"",
        "[4294967296,4294967296]",
        "[0,16]",
        "tensor [a] of type F32 and shape [4294967296, 4294967296] needs more bytes than can be"
            + " counted, but has 16");
    assertEntryFault(
        "\"F32\"",
        "[4]",
        "[16,0]",
        "tensor [a] lies at [16, 0] of 16 bytes: the file is cut off or damaged");
    assertEntryFault(
        "\"F32\"",
        "[4]",
        "[0,999999999999999999]",
        "tensor [a] lies at [0, 999999999999999999] of 16 bytes: the file is cut off or damaged");
    for (String shape : List.of("[-4]", "[4.0]", "[\"4\"]", "[1e3]", "[1000000000000000000]")) {
      assertEntryFault(
          "\"F32\"",
          shape,
          "[0,16]",
          "[shape] of tensor [a] must be whole numbers from 0 to 10^18 - 1");
    }
    assertEntryFault(
        "\"F32\"",
        "[" + "1,".repeat(16) + "1]",
        "[0,16]",
        "[shape] of tensor [a] has more than 16");
    assertEntryFault(
        "\"F32\"",
        "[4]",
        "[0]",
        "tensor [a] must have [dtype], [shape], and two numbers [data_offsets]");
    assertEntryFault("\"F32\",\"dtype\":\"F32\"", "[4]", "[0,16]", "tensor [a] has [dtype] twice");
  }

  private static String entry(String name, int begin, int end) {
    return "\""
        + name
        + "\":{\"dtype\":\"U8\",\"shape\":["
        + (end - begin)
        + "],\"data_offsets\":["
        + begin
        + ","
        + end
        + "]}";
  }

  public void testTensorsTileTheFile() throws IOException {
    file("{" + entry("a", 0, 8) + "," + entry("b", 4, 12) + "}", 12);
    assertFault("tensor [b] begins at byte 4, inside the one before it, which ends at 8");
    file("{" + entry("a", 0, 8) + "," + entry("b", 0, 8) + "}", 8);
    assertFault("tensor [b] begins at byte 0, inside the one before it, which ends at 8");
    file("{" + entry("a", 0, 8) + "," + entry("b", 9, 12) + "}", 12);
    assertFault("tensor [b] begins at byte 9, a gap after 8");
    file("{" + entry("a", 1, 8) + "}", 8);
    assertFault("tensor [a] begins at byte 1, a gap after 0");
    file("{" + entry("a", 0, 4) + "," + entry("a", 4, 8) + "}", 8);
    assertFault("tensor [a] is there twice");
    // In any order, and with empty ones between.
    file("{" + entry("b", 4, 8) + "," + entry("e", 4, 4) + "," + entry("a", 0, 4) + "}", 8);
    assertEquals(8, open("model.safetensors").bytes());
  }

  public void testShardsHaveDifferentTensors() throws IOException {
    byte[] header = ("{" + entry("a", 0, 8) + "}").getBytes(StandardCharsets.UTF_8);
    file("one.safetensors", header.length, header, 8);
    file("two.safetensors", header.length, header, 8);
    ModelException e =
        expectThrows(ModelException.class, () -> open("one.safetensors", "two.safetensors"));
    assertEquals(
        "model [m], file [two.safetensors]: tensor [a] is in [one.safetensors] already",
        e.getMessage());
    header = ("{" + entry("b", 0, 4) + "}").getBytes(StandardCharsets.UTF_8);
    file("two.safetensors", header.length, header, 4);
    try (Tensors tensors = open("one.safetensors", "two.safetensors")) {
      assertEquals(Set.of("a", "b"), tensors.names());
      assertEquals(12, tensors.bytes());
      ModelException missing = expectThrows(ModelException.class, () -> tensors.get("c"));
      assertEquals(
          "model [m], file [one.safetensors, two.safetensors]: tensor [c] is missing",
          missing.getMessage());
    }
  }

  public void testWhatIsKeptStaysWhateverBecomesOfTheFile() throws IOException {
    byte[] header = HEADER.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    bytes.putFloat(1).putFloat(-2.5f).putFloat(3).putFloat(4);
    bytes.putShort((short) 0x3C00).putShort((short) 0xC000).putShort((short) 0).putShort((short) 0);
    Path file = path.resolve("model.safetensors");
    Files.write(file, bytes.array());
    Tensor a;
    Tensor b;
    try (Tensors tensors = Safetensors.openToKeep(folder, List.of(file))) {
      b = tensors.lasting("b", List.of(4L));
      a = tensors.lasting("a", List.of(2L, 2L));
      ModelException e =
          expectThrows(ModelException.class, () -> tensors.lasting("a", List.of(4L)));
      assertEquals(
          "model [m], file [model.safetensors]: tensor [a] has the shape [2, 2], the configuration"
              + " calls for [4]",
          e.getMessage());
    }
    Files.write(file, new byte[bytes.capacity()], StandardOpenOption.WRITE); // in place
    Files.write(file, new byte[1], StandardOpenOption.TRUNCATE_EXISTING);
    assertTrue(a.data().isDirect());
    assertEquals(List.of(1f, -2.5f, 3f, 4f), values(a));
    assertEquals(List.of(1f, -2f, 0f, 0f), values(b));
  }

  private static List<Float> values(Tensor tensor) {
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < tensor.elements(); i++) {
      values.add(tensor.floats().get(i));
    }
    return values;
  }
}
