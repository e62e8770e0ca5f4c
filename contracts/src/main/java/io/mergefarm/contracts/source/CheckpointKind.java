package io.mergefarm.contracts.source;

/** What a source or an output is, told by the files that it is made of. */
public enum CheckpointKind {
  MODEL("config.json", "model.safetensors"),

  /** Changes to some tensors of a model, as PEFT writes them. */
  ADAPTER("adapter_config.json", "adapter_model.safetensors");

  private final String config;
  private final String weights;

  CheckpointKind(String config, String weights) {
    this.config = config;
    this.weights = weights;
  }

  /** The file that says what it is. */
  public String config() {
    return config;
  }

  /** The file of all tensors, where one holds them all. */
  public String weights() {
    return weights;
  }
}
