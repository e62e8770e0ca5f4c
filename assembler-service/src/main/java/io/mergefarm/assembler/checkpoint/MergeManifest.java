package io.mergefarm.assembler.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;

/**
 * Where every byte of a checkpoint comes from: the file {@code merge-manifest.json}. It tells of no
 * time and no machine, so equal merges have equal manifests, however they were cut and ordered.
 *
 * @param formatVersion of this file
 * @param software name and version of what made the plan
 * @param recipeSha256 of the recipe's text, in hex
 * @param seed of the randomised methods
 * @param tensorDigest the name of the algorithm of all tensors' digests
 * @param inputs in the plan's order
 * @param filledTokens the tokens that some models lack, and the rows that were put in their place
 * @param outputs the shards in their order
 */
public record MergeManifest(
    int formatVersion,
    String software,
    String recipeSha256,
    String method,
    long seed,
    String tensorDigest,
    List<Input> inputs,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FilledTokens> filledTokens,
    List<WeightFile> outputs) {

  /** The file's name in a checkpoint. */
  public static final String FILE = "merge-manifest.json";

  static final int FORMAT_VERSION = 1;

  public MergeManifest {
    inputs = List.copyOf(inputs);
    filledTokens = List.copyOf(filledTokens);
    outputs = List.copyOf(outputs);
  }

  /**
   * A checkpoint that took part.
   *
   * @param model the reference to a repository, or the name of a local folder
   * @param files all of its files; those with tensors hold the digests of what was read
   * @param partlyRead tensors of which some chunks were read; they have no digest
   * @param notRead tensors that the merge had no use for
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Input(
      String model,
      String sourceId,
      String revision,
      boolean base,
      List<WeightFile> files,
      List<String> partlyRead,
      List<String> notRead) {
    public Input {
      files = List.copyOf(files);
      partlyRead = List.copyOf(partlyRead);
      notRead = List.copyOf(notRead);
    }
  }

  /**
   * A file.
   *
   * @param size in bytes
   * @param tensors with digests, in the order of their offsets
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record WeightFile(String path, long size, List<DigestedTensor> tensors) {
    public WeightFile {
      tensors = List.copyOf(tensors);
    }
  }

  /**
   * A tensor.
   *
   * @param digest in hex
   */
  public record DigestedTensor(String name, DType dtype, Shape shape, String digest) {}

  byte[] toJson() {
    return PrettyJson.bytes(this);
  }
}
