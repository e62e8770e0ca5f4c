package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.EncodedHeader;
import io.mergefarm.contracts.safetensors.SafetensorsHeaderWriter;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes checkpoints of random weights in the shape of small Llamas. */
final class CheckpointBuilder {

  static final String WEIGHTS = "model.safetensors";
  static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";

  private final List<TensorSpec> tensors = new ArrayList<>();

  /** So many layers of one matrix and one vector, between an embedding and a head. */
  static CheckpointBuilder llama(int layers, int rows, int columns, DType dtype) {
    CheckpointBuilder builder =
        new CheckpointBuilder().with("model.embed_tokens.weight", dtype, 10, columns);
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      builder
          .with(layer + "input_layernorm.weight", dtype, columns)
          .with(layer + "mlp.up_proj.weight", dtype, rows, columns);
    }
    return builder
        .with("model.norm.weight", dtype, columns)
        .with("lm_head.weight", dtype, 10, columns);
  }

  /** An adapter's factors for the matrix of each layer of {@link #llama}. */
  static CheckpointBuilder lora(int layers, int rows, int columns, int rank) {
    CheckpointBuilder builder = new CheckpointBuilder();
    for (int i = 0; i < layers; i++) {
      String module = "base_model.model.model.layers." + i + ".mlp.up_proj.";
      builder
          .with(module + "lora_A.weight", DType.F32, rank, columns)
          .with(module + "lora_B.weight", DType.F32, rows, rank);
    }
    return builder;
  }

  CheckpointBuilder with(String name, DType dtype, long... shape) {
    tensors.add(new TensorSpec(name, dtype, Shape.of(shape)));
    return this;
  }

  CheckpointBuilder without(String name) {
    tensors.removeIf(tensor -> tensor.name().equals(name));
    return this;
  }

  /** Writes the checkpoint into a new folder; equal seeds give equal weights. */
  Path write(Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    long layers =
        tensors.stream().filter(tensor -> tensor.name().endsWith("up_proj.weight")).count();
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"llama\", \"num_hidden_layers\": %d, \"tie_word_embeddings\": false}"
            .formatted(layers));
    Files.write(folder.resolve(WEIGHTS), weights(new SplittableRandom(seed)));
    return folder;
  }

  /** Writes the tensors as an adapter into a new folder. */
  Path writeAdapter(Path folder, String config, long seed) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("adapter_config.json"), config);
    Files.write(folder.resolve(ADAPTER_WEIGHTS), weights(new SplittableRandom(seed)));
    return folder;
  }

  private byte[] weights(SplittableRandom random) {
    EncodedHeader encoded = new SafetensorsHeaderWriter().write(Map.of("format", "pt"), tensors);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(encoded.header().fileSize()))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(encoded.bytes());
    for (TensorInfo tensor : encoded.header().tensors()) {
      for (long i = 0; i < tensor.shape().elements(); i++) {
        float value = (float) random.nextDouble(-1, 1);
        if (tensor.dtype() == DType.F32) {
          bytes.putFloat(value);
        } else {
          bytes.putShort((short) (Float.floatToRawIntBits(value) >> Short.SIZE));
        }
      }
    }
    return bytes.array();
  }
}
