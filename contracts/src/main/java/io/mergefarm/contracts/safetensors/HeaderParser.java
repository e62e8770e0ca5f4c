package io.mergefarm.contracts.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses the JSON of one header. It knows the grammar only; how tensors lie is checked apart. */
final class HeaderParser implements AutoCloseable {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(HeaderFormat.MAX_NAME_LENGTH)
                  .maxStringLength(HeaderFormat.MAX_JSON_BYTES)
                  .build())
          .build();

  private final String file;
  private final JsonParser json;
  private final CharsetEncoder unicode = StandardCharsets.UTF_8.newEncoder();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<TensorInfo> tensors = new ArrayList<>();
  private Optional<String> tensor = Optional.empty();

  HeaderParser(String file, byte[] json) throws IOException {
    this.file = file;
    // A decoder of our own reports malformed UTF-8, which Jackson's lets pass in part.
    this.json =
        JSON.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()));
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** The tensors in the order of the JSON. */
  List<TensorInfo> tensors() {
    return tensors;
  }

  void parse() throws IOException {
    try {
      document();
    } catch (JsonProcessingException e) {
      String place = " at character " + Wording.count(json.currentLocation().getCharOffset());
      throw broken("the header is not valid JSON" + place + ": " + e.getOriginalMessage(), e);
    } catch (CharacterCodingException e) {
      throw broken("the header is not UTF-8", e);
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  private void document() throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "the header is no JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(HeaderFormat.METADATA)) {
        readMetadata();
      } else {
        readTensor(name);
      }
    }
    require(json.nextToken() == null, "there is more behind the header's closing brace");
  }

  private void readMetadata() throws IOException {
    requireToken(JsonToken.START_OBJECT, HeaderFormat.METADATA, "an object of strings");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      requireToken(JsonToken.VALUE_STRING, "metadata " + Wording.quote(key), "a string");
      metadata.put(key, json.getText());
    }
  }

  private void readTensor(String name) throws IOException {
    tensor = Optional.of(name);
    require(unicode.canEncode(name), "its name is not valid Unicode");
    requireToken(JsonToken.START_OBJECT, "its entry", "an object");
    tensors.add(readEntry(name));
    require(
        tensors.size() <= HeaderFormat.MAX_TENSORS,
        "it is one more than the " + Wording.count(HeaderFormat.MAX_TENSORS) + " that are read");
    tensor = Optional.empty();
  }

  private TensorInfo readEntry(String name) throws IOException {
    Optional<DType> dtype = Optional.empty();
    Optional<Shape> shape = Optional.empty();
    List<Long> offsets = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case HeaderFormat.DTYPE -> dtype = Optional.of(readDType());
        case HeaderFormat.SHAPE -> shape = Optional.of(readShape());
        case HeaderFormat.DATA_OFFSETS -> offsets = readNumbers(key, 2);
        default -> throw broken("its entry has the unknown key " + Wording.quote(key), null);
      }
    }
    require(dtype.isPresent(), "its entry has no dtype");
    require(shape.isPresent(), "its entry has no shape");
    require(offsets.size() == 2, "its entry has no data_offsets of two numbers");
    return new TensorInfo(
        name, dtype.orElseThrow(), shape.orElseThrow(), offsets.get(0), offsets.get(1));
  }

  private DType readDType() throws IOException {
    requireToken(JsonToken.VALUE_STRING, HeaderFormat.DTYPE, "a string");
    String name = json.getText();
    try {
      return DType.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw broken("its dtype " + Wording.quote(name) + " is none of the format", e);
    }
  }

  private Shape readShape() throws IOException {
    List<Long> dimensions = readNumbers(HeaderFormat.SHAPE, HeaderFormat.MAX_RANK);
    try {
      return new Shape(dimensions);
    } catch (ArithmeticException e) {
      throw broken("its shape " + dimensions + " has more elements than can be counted", e);
    }
  }

  private List<Long> readNumbers(String key, int atMost) throws IOException {
    requireToken(JsonToken.START_ARRAY, key, "a list");
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      requireToken(JsonToken.VALUE_NUMBER_INT, key, "a list of whole numbers");
      numbers.add(json.getLongValue());
      require(numbers.getLast() >= 0, key + " holds the negative number " + numbers.getLast());
      require(numbers.size() <= atMost, key + " has more than " + atMost + " numbers");
    }
    return numbers;
  }

  private void requireToken(JsonToken token, String what, String expected)
      throws SafetensorsException {
    require(json.currentToken() == token, what + " is not " + expected);
  }

  private void require(boolean condition, String problem) throws SafetensorsException {
    if (!condition) {
      throw broken(problem, null);
    }
  }

  private SafetensorsException broken(String problem, Throwable cause) {
    return SafetensorsException.broken(file, tensor, problem, cause);
  }
}
