package io.mergefarm.contracts.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lays out safetensors files that are yet to be written. Equal arguments give equal bytes: tensors
 * lie in the order given, metadata is ordered by key.
 */
public final class SafetensorsHeaderWriter {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Lays tensors end to end and encodes the header. The data begins at a multiple of 8 bytes.
   *
   * @throws IllegalArgumentException if a name occurs twice or is reserved, or the header would be
   *     longer than the format allows
   * @throws ArithmeticException if a tensor does not end on a byte, or the data exceeds a long
   */
  public EncodedHeader write(Map<String, String> metadata, List<TensorSpec> tensors) {
    requireNames(tensors);
    Map<String, String> sorted = new TreeMap<>(metadata);
    List<TensorInfo> placed = place(tensors);
    byte[] bytes = frame(encode(sorted, placed));
    return new EncodedHeader(new SafetensorsHeader(sorted, placed, bytes.length), bytes);
  }

  private static void requireNames(List<TensorSpec> tensors) {
    Set<String> names = new HashSet<>(Set.of(HeaderFormat.METADATA));
    for (TensorSpec tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "the tensor name " + Wording.quote(tensor.name()) + " is taken");
      }
    }
  }

  private static List<TensorInfo> place(List<TensorSpec> tensors) {
    List<TensorInfo> placed = new ArrayList<>(tensors.size());
    long begin = 0;
    for (TensorSpec tensor : tensors) {
      long end = Math.addExact(begin, tensor.byteSize());
      placed.add(new TensorInfo(tensor.name(), tensor.dtype(), tensor.shape(), begin, end));
      begin = end;
    }
    return placed;
  }

  private static byte[] encode(Map<String, String> metadata, List<TensorInfo> tensors) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        writeMetadata(json, metadata);
      }
      for (TensorInfo tensor : tensors) {
        writeTensor(json, tensor);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("the header can not be encoded", e);
    }
    return bytes.toByteArray();
  }

  private static void writeMetadata(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    json.writeObjectFieldStart(HeaderFormat.METADATA);
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeTensor(JsonGenerator json, TensorInfo tensor) throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField(HeaderFormat.DTYPE, tensor.dtype().name());
    json.writeArrayFieldStart(HeaderFormat.SHAPE);
    for (long dimension : tensor.shape().dimensions()) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
    json.writeArrayFieldStart(HeaderFormat.DATA_OFFSETS);
    json.writeNumber(tensor.begin());
    json.writeNumber(tensor.end());
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Adds the length word in front and padding behind. */
  private static byte[] frame(byte[] json) {
    int padded = Math.ceilDiv(json.length, HeaderFormat.ALIGNMENT) * HeaderFormat.ALIGNMENT;
    if (padded > HeaderFormat.MAX_JSON_BYTES) {
      throw new IllegalArgumentException(
          "a header of %s bytes is longer than the %s that are allowed: use smaller shards"
              .formatted(Wording.count(padded), Wording.count(HeaderFormat.MAX_JSON_BYTES)));
    }
    byte[] framed = new byte[HeaderFormat.LENGTH_BYTES + padded];
    Arrays.fill(framed, (byte) ' ');
    ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    return framed;
  }
}
