package io.mergefarm.contracts.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SafetensorsHeaderWriterTest {

  private final SafetensorsHeaderWriter writer = new SafetensorsHeaderWriter();

  /** The bytes that the reference implementation writes in its own tests. */
  @Test
  void writesTheBytesOfTheReference() {
    EncodedHeader encoded =
        writer.write(Map.of(), List.of(new TensorSpec("attn0", DType.F32, Shape.of(1, 1, 2, 3))));
    assertThat(encoded.bytes())
        .isEqualTo(
            bytes(
                72,
                "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}"
                    + " ".repeat(7)));
  }

  @Test
  void writesMetadataFirst() {
    assertThat(writer.write(Map.of("framework", "pt"), List.of()).bytes())
        .isEqualTo(bytes(40, "{\"__metadata__\":{\"framework\":\"pt\"}}     "));
    assertThat(writer.write(Map.of(), List.of()).bytes()).isEqualTo(bytes(8, "{}      "));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    EncodedHeader encoded =
        writer.write(
            Map.of("format", "pt", "an \"odd\" key", "line\nbreak"),
            List.of(
                new TensorSpec("z \"quoted\" é 😀", DType.F64, Shape.of(3, 5)),
                new TensorSpec("a", DType.BF16, Shape.of(7)),
                new TensorSpec("empty", DType.F32, Shape.of(0, 9)),
                new TensorSpec("six bits", DType.F6_E2M3, Shape.of(4)),
                new TensorSpec("scalar", DType.U8, Shape.of())));
    assertThat(encoded.header().dataOffset()).isEqualTo(encoded.bytes().length);
    assertThat(encoded.header().dataOffset() % 8).isZero();
    assertThat(read(encoded)).isEqualTo(encoded.header());
  }

  @Test
  void equalContentGivesEqualBytes() {
    Map<String, String> there = new LinkedHashMap<>();
    there.put("a", "1");
    there.put("b", "2");
    Map<String, String> back = new LinkedHashMap<>();
    back.put("b", "2");
    back.put("a", "1");
    assertThat(writer.write(there, List.of()).bytes())
        .isEqualTo(writer.write(back, List.of()).bytes());
  }

  @Test
  void laysOutSixtyThousandTensors() throws IOException {
    List<TensorSpec> tensors =
        IntStream.range(0, 60_000)
            .mapToObj(
                i ->
                    new TensorSpec(
                        "model.layers.%d.mlp.experts.%d.down_proj.weight".formatted(i / 900, i),
                        DType.U8,
                        Shape.of(1, 2)))
            .toList();
    EncodedHeader encoded = writer.write(Map.of(), tensors);
    assertThat(encoded.header().tensors().getLast().begin()).isEqualTo(2 * 59_999);
    assertThat(read(encoded)).isEqualTo(encoded.header());
  }

  @Test
  void refusesNamesThatAreTaken() {
    TensorSpec tensor = new TensorSpec("a", DType.U8, Shape.of());
    assertThatThrownBy(() -> writer.write(Map.of(), List.of(tensor, tensor)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tensor name \"a\" is taken");
    TensorSpec reserved = new TensorSpec("__metadata__", DType.U8, Shape.of());
    assertThatThrownBy(() -> writer.write(Map.of(), List.of(reserved)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tensor name \"__metadata__\" is taken");
  }

  @Test
  void refusesHeadersBeyondTheFormat() {
    Map<String, String> metadata = Map.of("text", "x".repeat(100_000_000));
    assertThatThrownBy(() -> writer.write(metadata, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than the 100,000,000");
  }

  @Test
  void refusesDataBeyondALong() {
    TensorSpec huge = new TensorSpec("a", DType.U8, Shape.of(1L << 59));
    List<TensorSpec> many =
        IntStream.range(0, 17)
            .mapToObj(i -> new TensorSpec("t" + i, huge.dtype(), huge.shape()))
            .toList();
    assertThatThrownBy(() -> writer.write(Map.of(), many)).isInstanceOf(ArithmeticException.class);
  }

  private static SafetensorsHeader read(EncodedHeader encoded) throws IOException {
    byte[] file = Arrays.copyOf(encoded.bytes(), Math.toIntExact(encoded.header().fileSize()));
    return new SafetensorsReader().read("written", new BytesReader(file));
  }

  private static byte[] bytes(int length, String json) {
    byte[] bytes = new byte[8 + length];
    bytes[0] = (byte) length;
    System.arraycopy(json.getBytes(StandardCharsets.UTF_8), 0, bytes, 8, length);
    return bytes;
  }
}
