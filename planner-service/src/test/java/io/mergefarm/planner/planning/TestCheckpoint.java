package io.mergefarm.planner.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The index of a checkpoint that exists in name only. */
final class TestCheckpoint {

  private static final String FILE = "model.safetensors";
  private static final long HEADER = 1000;

  private final String model;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private Optional<ObjectNode> config = Optional.of(new ObjectMapper().createObjectNode());
  private CheckpointKind kind = CheckpointKind.MODEL;
  private long size = HEADER;

  TestCheckpoint(String model) {
    this.model = model;
  }

  /** An adapter without tensors; single quotes in its config stand for double ones. */
  static TestCheckpoint adapter(String model, String config) {
    TestCheckpoint adapter = new TestCheckpoint(model).config(config);
    adapter.kind = CheckpointKind.ADAPTER;
    return adapter;
  }

  /** The factors for a matrix of a module. */
  TestCheckpoint factors(String module, long rank, long outputs, long inputs) {
    return with("base_model.model." + module + ".lora_A.weight", rank, inputs)
        .with("base_model.model." + module + ".lora_B.weight", outputs, rank);
  }

  /** A small Llama of so many layers with a head of its own. */
  static TestCheckpoint llama(String model, int layers) {
    TestCheckpoint checkpoint = headless(model, layers).with("lm_head.weight", 10, 4);
    return checkpoint.config(
        "{'num_hidden_layers': " + layers + ", 'tie_word_embeddings': false, 'vocab_size': 10}");
  }

  /** A small Llama whose embedding serves as its head. */
  static TestCheckpoint headless(String model, int layers) {
    TestCheckpoint checkpoint = new TestCheckpoint(model).with("model.embed_tokens.weight", 10, 4);
    for (int i = 0; i < layers; i++) {
      checkpoint.with("model.layers." + i + ".mlp.up_proj.weight", 8, 4);
      checkpoint.with("model.layers." + i + ".self_attn.o_proj.weight", 4, 4);
    }
    return checkpoint
        .with("model.norm.weight", 4)
        .config("{'num_hidden_layers': " + layers + ", 'tie_word_embeddings': true}");
  }

  TestCheckpoint with(String name, long... shape) {
    return with(name, DType.F32, shape);
  }

  TestCheckpoint with(String name, DType dtype, long... shape) {
    StoredTensor tensor = new StoredTensor(FILE, size, dtype, Shape.of(shape));
    tensors.put(name, tensor);
    size += tensor.byteSize();
    return this;
  }

  TestCheckpoint without(String name) {
    tensors.remove(name);
    return this;
  }

  TestCheckpoint withoutConfig() {
    config = Optional.empty();
    return this;
  }

  /** Sets the config; single quotes stand for double ones. */
  TestCheckpoint config(String json) {
    try {
      config = Optional.of((ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"')));
      return this;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  SourceIndex index() {
    URI folder = URI.create("file:///models/" + model + "/");
    return new SourceIndex(
        "id-of-" + model,
        model,
        folder,
        "revision-of-" + model,
        kind,
        List.of(
            new SourceFile("config.json", folder.resolve("config.json"), 100),
            new SourceFile(FILE, folder.resolve(FILE), size)),
        tensors,
        config);
  }
}
