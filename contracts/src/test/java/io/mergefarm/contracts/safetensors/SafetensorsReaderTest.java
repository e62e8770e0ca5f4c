package io.mergefarm.contracts.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsReaderTest {

  private static final String FILE = "model.safetensors";

  @Test
  void readsTheReferenceExample() throws IOException {
    String json =
        "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}"
            + " ".repeat(7);
    SafetensorsHeader header = read(file(json, 24));
    assertThat(header.dataOffset()).isEqualTo(80);
    assertThat(header.fileSize()).isEqualTo(104);
    assertThat(header.metadata()).isEmpty();
    assertThat(header.tensors())
        .containsExactly(new TensorInfo("attn0", DType.F32, Shape.of(1, 1, 2, 3), 0, 24));
    assertThat(header.fileOffset(header.tensors().getFirst())).isEqualTo(80);
  }

  @Test
  void ordersTensorsByOffsetAndKeepsMetadata() throws IOException {
    SafetensorsHeader header =
        read(
            file(
                """
                {"b":{"data_offsets":[2,6],"shape":[2],"dtype":"BF16"},
                 "__metadata__":{"format":"pt","note":"é"},
                 "empty":{"dtype":"I64","shape":[3,0],"data_offsets":[2,2]},
                 "a":{"dtype":"BOOL","shape":[2,1],"data_offsets":[0,2]},
                 "scalar":{"dtype":"F64","shape":[],"data_offsets":[6,14]}}""",
                14));
    assertThat(header.tensors())
        .extracting(TensorInfo::name)
        .containsExactly("a", "empty", "b", "scalar");
    assertThat(header.metadata())
        .containsExactly(Map.entry("format", "pt"), Map.entry("note", "é"));
  }

  @Test
  void readsAFileWithoutTensors() throws IOException {
    assertThat(read(file("{}      ", 0)).tensors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void knowsEveryDType(DType dtype) throws IOException {
    String json =
        "{\"t\":{\"dtype\":\"%s\",\"shape\":[8],\"data_offsets\":[0,%d]}}"
            .formatted(dtype, dtype.bits());
    assertThat(read(file(json, dtype.bits())).tensors())
        .containsExactly(new TensorInfo("t", dtype, Shape.of(8), 0, dtype.bits()));
  }

  @Test
  void readsNothingOfTheWeights() throws IOException {
    String json = "{\"t\":{\"dtype\":\"U8\",\"shape\":[100],\"data_offsets\":[0,100]}}";
    BytesReader bytes = new BytesReader(file(json, 100));
    new SafetensorsReader().read(FILE, bytes);
    assertThat(bytes.readTo()).isEqualTo(8 + json.length());
  }

  @ParameterizedTest
  @MethodSource("realFiles")
  void readsRealFiles(Path file) throws IOException {
    assumeTrue(Files.exists(file), "skipped: there is no " + file + " beside the repository");
    SafetensorsHeader header = read(Files.readAllBytes(file));
    assertThat(header.tensors()).isNotEmpty();
    assertThat(header.fileSize()).isEqualTo(Files.size(file));
  }

  static List<Path> realFiles() throws IOException {
    Path shared = Path.of(System.getProperty("mergefarm.root")).resolve("../shared").normalize();
    if (!Files.isDirectory(shared)) {
      return List.of(shared);
    }
    try (Stream<Path> files = Files.walk(shared.toRealPath())) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [[]]                                                     | does not begin with {
          {"a":{}}                                                | its entry has no dtype
          {"a":{"shape":[],"data_offsets":[0,4]}}                  | tensor "a": its entry has no dtype
          {"a":{"dtype":"U8","data_offsets":[0,4]}}                | its entry has no shape
          {"a":{"dtype":"U8","shape":[4]}}                         | no data_offsets of two
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[4]}}      | no data_offsets of two
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,2,4]}}  | has more than 2 numbers
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4.0]}}  | data_offsets is not a list of whole
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4e0]}}  | data_offsets is not a list of whole
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,NaN]}}  | not valid JSON at character 52
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,"4"]}}  | data_offsets is not a list of whole
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}   | the negative number -4
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}    | ends before it begins
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,18446744073709551620]}} | out of range
          {"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}      | shape is not a list
          {"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}   | the negative number -4
          {"a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}}  | shape is not a list of whole
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,4]}}    | U8 [3] takes 3 bytes but its data_offsets span 4
          {"a":{"dtype":"F4","shape":[3],"data_offsets":[0,4]}}    | F4 [3] is no whole number of bytes
          {"a":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}}    | dtype "F8" is none of the format
          {"a":{"dtype":"u8","shape":[4],"data_offsets":[0,4]}}    | dtype "u8" is none of the format
          {"a":{"dtype":8,"shape":[4],"data_offsets":[0,4]}}       | dtype is not a string
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":1}}         | unknown key "x"
          {"a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}}  | Duplicate field 'dtype'
          {"a":{"dtype":"U8","shape":[4294967296,2147483648,2],"data_offsets":[0,4]}} | more elements than can be counted
          {"a":{"dtype":"U64","shape":[4611686018427387904],"data_offsets":[0,4]}}    | no whole number of bytes that can be counted
          {"a":1}                                                  | its entry is not an object
          {"a":null}                                               | its entry is not an object
          {"a":{"dtype":{"x":{"y":{}}}}}                           | dtype is not a string
          {"__metadata__":{"a":1}}                                 | metadata "a" is not a string
          {"__metadata__":{"a":null}}                              | metadata "a" is not a string
          {"__metadata__":{"a":{}}}                                | metadata "a" is not a string
          {"__metadata__":[]}                                      | __metadata__ is not an object
          {"__metadata__":{"a":"b","a":"c"}}                       | Duplicate field 'a'
          {"__metadata__":{},"__metadata__":{}}                    | Duplicate field '__metadata__'
          {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}} | Duplicate field 'a'
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}} | tensor "b": its data begins at 1 and overlaps that of "a", which ends at 3
          {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}} | tensor "b": its data begins at 2 and leaves a hole behind "a", which ends at 1
          {"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}    | leaves a hole behind the header
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}{}  | there is more behind
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]      | does not end with }
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}     | not valid JSON
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},}   | not valid JSON
          {'a':{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}    | not valid JSON
          {"a":{"dtype":"U8","shape":[04],"data_offsets":[0,4]}}   | not valid JSON
          {/**/"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} | not valid JSON
          {"\\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} | name is not valid Unicode
          {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}    | truncated: the header promises 5 bytes of data but the file has 4
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}    | accounts for 3 bytes of data but the file has 4
          {}                                                       | accounts for 0 bytes of data but the file has 4
          """)
  void refusesMalformedHeaders(String json, String problem) {
    assertRefused(file(json, 4), problem);
  }

  @Test
  void refusesOffsetsWhoseSumWouldOverflow() {
    String json =
        """
        {"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},\
        "b":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]}}""";
    assertRefused(file(json, 4), "leaves a hole");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1152921504606846976 | header of 1152921504606846976 bytes
          100000001           | header of 100000001 bytes, and 100,000,000 are allowed
          -1                  | header of 18446744073709551615 bytes
          9223372036854775807 | header of 9223372036854775807 bytes
          100000000           | truncated: the header takes 100,000,008 bytes but the file has 10
          3                   | truncated: the header takes 11 bytes but the file has 10
          0                   | does not begin with {
          """)
  void checksTheHeaderLengthBeforeItReads(long length, String problem) {
    byte[] file =
        ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(length)
            .put((byte) '{')
            .put((byte) '}')
            .array();
    BytesReader bytes = new BytesReader(file);
    assertThatThrownBy(() -> new SafetensorsReader().read(FILE, bytes))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining(problem);
    assertThat(bytes.readTo()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"0", "7"})
  void refusesFilesTooShortForALength(int size) {
    assertRefused(new byte[size], "it has " + size + " bytes, too few");
  }

  @ParameterizedTest
  @CsvSource({"c3 28", "ed a0 80", "c0 af", "f8 88 80 80 80", "ff"})
  void refusesWhatIsNotUtf8(String name) {
    byte[] start = "{\"".getBytes(StandardCharsets.UTF_8);
    byte[] end =
        "\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}"
            .getBytes(StandardCharsets.UTF_8);
    byte[] middle = HexFormat.ofDelimiter(" ").parseHex(name);
    byte[] json =
        ByteBuffer.allocate(start.length + middle.length + end.length)
            .put(start)
            .put(middle)
            .put(end)
            .array();
    assertRefused(file(json, 1), "not UTF-8");
  }

  @Test
  void refusesDeepNesting() {
    String json = "{\"a\":{\"shape\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}}";
    assertRefused(file(json, 0), "shape is not a list of whole numbers");
  }

  @Test
  void refusesManyDimensions() {
    String json =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1" + ",1".repeat(64) + "],\"data_offsets\":[0,1]}}";
    assertRefused(file(json, 1), "shape has more than 64 numbers");
  }

  @Test
  void refusesPaddingOtherThanSpaces() {
    assertRefused(file("{}\n", 0), "does not end with } and spaces");
    assertRefused(file("{}\0", 0), "does not end with } and spaces");
  }

  @Test
  void refusesLongNames() {
    String json = "{\"" + "n".repeat(5_000) + "\":{}}";
    assertRefused(file(json, 0), "exceeds the maximum allowed");
  }

  @Test
  void saysWhereWhatAndWhatToDo() {
    String json = "{\"a\\nb\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,1]}}";
    assertThatThrownBy(() -> read(file(json, 1)))
        .isInstanceOfSatisfying(
            SafetensorsException.class,
            e -> {
              assertThat(e.file()).isEqualTo(FILE);
              assertThat(e.tensor()).contains("a\nb");
            })
        .hasMessage(
            "model.safetensors: tensor \"a?b\": U8 [2] takes 2 bytes but its data_offsets span 1;"
                + " download it again, or save the model anew");
  }

  private static void assertRefused(byte[] file, String problem) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageContaining(problem);
  }

  private static SafetensorsHeader read(byte[] file) throws IOException {
    return new SafetensorsReader().read(FILE, new BytesReader(file));
  }

  private static byte[] file(String json, int dataBytes) {
    return file(json.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private static byte[] file(byte[] json, int dataBytes) {
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
