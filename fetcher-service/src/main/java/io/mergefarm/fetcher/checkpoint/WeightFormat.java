package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.source.CheckpointKind;

/** How a checkpoint keeps its weights: in one file, or in several with an index beside them. */
enum WeightFormat {
  SAFETENSORS(CheckpointKind.MODEL.weights(), CheckpointKind.ADAPTER.weights(), ".safetensors"),
  /** PyTorch's own format, read without running anything. */
  PYTORCH("pytorch_model.bin", "adapter_model.bin", ".bin");

  private final String model;
  private final String adapter;
  private final String suffix;

  WeightFormat(String model, String adapter, String suffix) {
    this.model = model;
    this.adapter = adapter;
    this.suffix = suffix;
  }

  /** The one file of all weights. */
  String single(CheckpointKind kind) {
    return switch (kind) {
      case MODEL -> model;
      case ADAPTER -> adapter;
    };
  }

  /** The file that says which of several files holds a tensor of a model. */
  String index() {
    return model + ".index.json";
  }

  /** Whether a name can be that of a file of weights, directly in the checkpoint's folder. */
  boolean isPlainFileName(String name) {
    return name.endsWith(suffix)
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }
}
