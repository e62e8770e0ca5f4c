package io.mergefarm.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.PartRange;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContractJsonTest {

  private static final SourceFile FILE =
      new SourceFile("a.safetensors", URI.create("file:///models/a.safetensors"), 100);

  private final ObjectMapper mapper = ContractJson.mapper();

  @Test
  void anIndexKeepsTheOrderOfItsTensors() throws IOException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (String name : List.of("z", "b", "y", "a")) {
      tensors.put(name, new StoredTensor(FILE.path(), 8 + tensors.size(), DType.I8, Shape.of(1)));
    }
    SourceIndex index = index(tensors, Optional.of(config()));
    SourceIndex read = readBack(index, SourceIndex.class);
    assertThat(read.tensors().keySet()).containsExactly("z", "b", "y", "a");
    assertThat(read.config().orElseThrow().fieldNames())
        .toIterable()
        .containsExactly("vocab_size", "architectures");
  }

  @Test
  void whatIsAbsentIsLeftOut() throws IOException {
    SourceIndex index = index(Map.of(), Optional.empty());
    assertThat(mapper.writeValueAsString(index)).doesNotContain("config").doesNotContain("null");
    assertThat(readBack(index, SourceIndex.class).config()).isEmpty();
  }

  @Test
  void aPlanIsReadAsItWasWritten() throws IOException {
    PlannedTensor tensor =
        new PlannedTensor("x", 96, new Stored(0, "x", 96, DType.F32, Shape.of(1)));
    PlannedPart part =
        new PlannedPart(
            "1-1", new PartRange(1, 0, 100), List.of(new PlannedPart.TensorRange(0, 0, 1)));
    MergePlan plan =
        new MergePlan(
            "m",
            "passthrough",
            "00",
            7,
            NanPolicy.ERROR,
            "mergefarm 0",
            List.of(new MergePlan.PlannedSource("a", "id", "r", true)),
            0,
            List.of(FILE),
            Optional.of(config()),
            Optional.of(new MergePlan.PlannedTokenizer(0, List.of("tokenizer.json"), true)),
            List.of(new PlannedShard("model", 100, 96, List.of(tensor), List.of(part))));
    readBack(plan, MergePlan.class);
  }

  private ObjectNode config() {
    ObjectNode config = mapper.createObjectNode().put("vocab_size", 3);
    config.putArray("architectures").add("LlamaForCausalLM");
    return config;
  }

  private static SourceIndex index(Map<String, StoredTensor> tensors, Optional<ObjectNode> config) {
    return new SourceIndex(
        "id", "a", URI.create("file:///models/"), "r", List.of(FILE), tensors, config);
  }

  private <T> T readBack(T value, Class<T> type) throws IOException {
    byte[] written = mapper.writeValueAsBytes(value);
    T read = mapper.readValue(written, type);
    assertThat(read).isEqualTo(value);
    assertThat(mapper.writeValueAsBytes(read)).isEqualTo(written);
    return read;
  }
}
