package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Three checkpoints whose matrices have more elements than a chunk, so that tensors are split among
 * parts.
 */
final class SplitCheckpoints {

  private SplitCheckpoints() {}

  static void write(Path folder) throws IOException {
    CheckpointBuilder builder = CheckpointBuilder.llama(2, 1030, 1024, DType.F32);
    builder.write(folder.resolve("base"), 1);
    builder.write(folder.resolve("a"), 2);
    builder.write(folder.resolve("b"), 3);
  }

  static String recipe(String method) {
    String head =
        switch (method) {
          case "linear" -> "";
          case "slerp" -> "base_model: a\nparameters: {t: 0.3}";
          default -> "base_model: base";
        };
    return """
        merge_method: %s
        %s
        models:
          - model: a
            parameters: {weight: 0.3, density: 0.4}
          - model: b
            parameters: {weight: 0.6, density: 0.7}
        dtype: float32
        """
        .formatted(method, head);
  }
}
