package io.mergefarm.fetcher.checkpoint;

/** How a checkpoint keeps its weights: in one file, or in several with an index beside them. */
enum WeightFormat {
  SAFETENSORS("model.safetensors", ".safetensors"),
  /** PyTorch's own format, read without running anything. */
  PYTORCH("pytorch_model.bin", ".bin");

  private final String single;
  private final String suffix;

  WeightFormat(String single, String suffix) {
    this.single = single;
    this.suffix = suffix;
  }

  /** The one file of all weights. */
  String single() {
    return single;
  }

  /** The file that says which of several files holds a tensor. */
  String index() {
    return single + ".index.json";
  }

  /** Whether a name can be that of a file of weights, directly in the checkpoint's folder. */
  boolean isPlainFileName(String name) {
    return name.endsWith(suffix)
        && !name.startsWith(".")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }
}
