package io.mergefarm.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the AsyncAPI document against the code. */
class AsyncApiTest {

  private JsonNode document;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yml")) {
      document = new YAMLMapper().readTree(in);
    }
  }

  @Test
  void hasEveryTopic() {
    assertThat(document.get("channels").findValuesAsText("address"))
        .containsExactlyElementsOf(Arrays.stream(Topic.values()).map(Topic::text).toList());
    for (Topic topic : Topic.values()) {
      JsonNode policy =
          document.at("/channels/%s/bindings/kafka/topicConfiguration".formatted(topic.text()));
      assertThat(policy.at("/cleanup.policy/0").asText().equals("compact"))
          .as("%s is compacted", topic)
          .isEqualTo(topic.compacted());
    }
  }

  @Test
  void hasEveryEventTypeWithItsSchema() {
    JsonNode messages = document.at("/components/messages");
    assertThat(messages.findValuesAsText("name"))
        .containsExactlyElementsOf(EventCodec.allTypes().values());
    for (JsonNode message : messages) {
      String file = EventSchemas.name(message.get("name").asText()) + ".schema.json";
      String schema = message.at("/payload/schema/$ref").asText();
      assertThat(schema).endsWith("/" + file);
      assertThat(AsyncApiTest.class.getResource("/" + schema)).as(schema).isNotNull();
    }
  }

  @Test
  void sendsEveryMessageOnOneChannel() {
    List<String> sent =
        document.get("channels").findValues("messages").stream()
            .flatMap(messages -> messages.findValuesAsText("$ref").stream())
            .toList();
    List<String> all =
        document.at("/components/messages").properties().stream()
            .map(Map.Entry::getKey)
            .map("#/components/messages/"::concat)
            .toList();
    assertThat(sent).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void referencesLeadSomewhere() {
    Set<String> inside = new HashSet<>(document.findValuesAsText("$ref"));
    inside.removeIf(reference -> !reference.startsWith("#"));
    assertThat(inside).isNotEmpty();
    for (String reference : inside) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void everyChannelHasSendersAndAllButTheDeadLettersReceivers() {
    for (Topic topic : Topic.values()) {
      assertThat(actions(topic).contains("send")).as("%s is sent to", topic).isTrue();
      assertThat(actions(topic).contains("receive"))
          .as("%s is received from", topic)
          .isEqualTo(topic != Topic.DEAD_LETTERS);
    }
  }

  private Set<String> actions(Topic topic) {
    Set<String> actions = new HashSet<>();
    for (JsonNode operation : document.get("operations")) {
      if (operation.at("/channel/$ref").asText().equals("#/channels/" + topic.text())) {
        actions.add(operation.get("action").asText());
      }
    }
    return actions;
  }
}
