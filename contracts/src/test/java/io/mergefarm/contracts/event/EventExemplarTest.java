package io.mergefarm.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.json.ContractJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every version of every event type against its schema and its golden exemplar. */
class EventExemplarTest {

  private final ObjectMapper mapper = ContractJson.mapper();
  private final EventCodec codec = new EventCodec(mapper);
  private final EventSchemas schemas = new EventSchemas();

  static Stream<String> types() {
    return EventCodec.allTypes().values().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void theExemplarIsReadAndWrittenAsItIs(String type) throws Exception {
    byte[] exemplar = exemplar(type);
    assertThat(schemas.problems(type, exemplar)).isEmpty();
    Event event = codec.decode(type, exemplar);
    assertThat(EventCodec.type(event)).isEqualTo(type);
    byte[] written = codec.encode(event);
    assertThat(mapper.readTree(written)).isEqualTo(mapper.readTree(exemplar));
    assertThat(schemas.problems(type, written)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void nothingThatIsRequiredMayBeMissingOrNull(String type) throws Exception {
    for (JsonNode name : schema(type).get("required")) {
      ObjectNode payload = (ObjectNode) mapper.readTree(exemplar(type));
      refused(type, payload.putNull(name.asText()));
      payload.remove(name.asText());
      refused(type, payload);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void nothingElseMayBeThere(String type) throws Exception {
    refused(type, ((ObjectNode) mapper.readTree(exemplar(type))).put("surplus", 1));
  }

  @ParameterizedTest
  @MethodSource("types")
  void theSchemaDescribesEveryComponentOfTheRecord(String type) throws Exception {
    List<String> components =
        EventCodec.allTypes().entrySet().stream()
            .filter(entry -> entry.getValue().equals(type))
            .flatMap(entry -> Arrays.stream(entry.getKey().getRecordComponents()))
            .map(component -> component.getName())
            .toList();
    List<String> properties = new ArrayList<>();
    schema(type).get("properties").fieldNames().forEachRemaining(properties::add);
    assertThat(properties).isEqualTo(components);
  }

  @ParameterizedTest
  @MethodSource("schemaNames")
  void everyFieldIsDescribedAndEveryObjectClosed(String name) throws IOException {
    JsonNode schema = resource(name + ".schema.json");
    assertThat(schema.get("$id").asText()).endsWith("/" + name + ".schema.json");
    assertThat(schema.hasNonNull("description")).isTrue();
    assertThat(undescribed(schema)).isEmpty();
    for (JsonNode properties : schema.findParents("properties")) {
      assertThat(properties.get("additionalProperties")).isEqualTo(mapper.readTree("false"));
    }
  }

  static Stream<String> schemaNames() {
    return Stream.concat(
        types().map(EventSchemas::name), Stream.of("merge-status.v1", "tensor-expression.v1"));
  }

  private static List<String> undescribed(JsonNode schema) {
    List<String> names = new ArrayList<>();
    for (JsonNode properties : schema.findValues("properties")) {
      properties
          .properties()
          .forEach(
              property -> {
                if (property.getValue().path("description").asText().isBlank()) {
                  names.add(property.getKey());
                }
              });
    }
    return names;
  }

  private void refused(String type, JsonNode payload) throws IOException {
    byte[] bytes = mapper.writeValueAsBytes(payload);
    assertThat(schemas.problems(type, bytes)).as("%s", payload).isNotEmpty();
    assertThatExceptionOfType(MalformedEventException.class)
        .as("%s", payload)
        .isThrownBy(() -> codec.decode(type, bytes))
        .withMessageContaining(type);
  }

  private JsonNode schema(String type) throws IOException {
    return resource(EventSchemas.name(type) + ".schema.json");
  }

  private JsonNode resource(String name) throws IOException {
    return mapper.readTree(bytes(name));
  }

  private static byte[] exemplar(String type) throws IOException {
    return bytes("exemplars/" + EventSchemas.name(type) + ".json");
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = EventExemplarTest.class.getResourceAsStream(name)) {
      assertThat(in).as("every event type has a file %s", name).isNotNull();
      return in.readAllBytes();
    }
  }
}
