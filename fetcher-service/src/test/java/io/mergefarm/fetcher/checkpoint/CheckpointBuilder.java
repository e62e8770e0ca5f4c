package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.EncodedHeader;
import io.mergefarm.contracts.safetensors.SafetensorsHeaderWriter;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes checkpoints, good and bad. */
final class CheckpointBuilder {

  private final Path folder;

  CheckpointBuilder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  CheckpointBuilder config() throws IOException {
    return text("config.json", "{\"model_type\":\"llama\",\"rms_norm_eps\":1e-05,\"none\":null}");
  }

  CheckpointBuilder text(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    return this;
  }

  CheckpointBuilder bytes(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
    return this;
  }

  /** Weights of tensors of two bfloat16 numbers each. */
  CheckpointBuilder weights(String name, String... tensors) throws IOException {
    return bytes(name, safetensors(tensors));
  }

  CheckpointBuilder index(String weightMap) throws IOException {
    return text(
        "model.safetensors.index.json",
        "{\"metadata\":{\"total_size\":8},\"weight_map\":" + weightMap + "}");
  }

  static byte[] safetensors(String... tensors) {
    List<TensorSpec> specs =
        Stream.of(tensors).map(name -> new TensorSpec(name, DType.BF16, Shape.of(2))).toList();
    EncodedHeader encoded = new SafetensorsHeaderWriter().write(Map.of("format", "pt"), specs);
    return Arrays.copyOf(encoded.bytes(), Math.toIntExact(encoded.header().fileSize()));
  }
}
