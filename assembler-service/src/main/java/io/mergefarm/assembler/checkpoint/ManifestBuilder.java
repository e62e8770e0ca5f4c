package io.mergefarm.assembler.checkpoint;

import io.mergefarm.assembler.checkpoint.MergeManifest.DigestedTensor;
import io.mergefarm.assembler.checkpoint.MergeManifest.Input;
import io.mergefarm.assembler.checkpoint.MergeManifest.WeightFile;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a merge's manifest together from what its parts have noted. */
public final class ManifestBuilder {

  private final SealedMerge merge;
  private final ChunkTable outputs = new ChunkTable();
  private final ChunkTable inputs = new ChunkTable();

  private ManifestBuilder(SealedMerge merge) {
    this.merge = merge;
  }

  /**
   * The manifest of a merge.
   *
   * @throws SourceChangedException if two parts have read different bytes at one place of an input
   * @throws CheckpointException if the records of the parts do not make up the plan's output
   */
  public static MergeManifest build(SealedMerge merge)
      throws CheckpointException, SourceChangedException {
    ManifestBuilder builder = new ManifestBuilder(merge);
    builder.expectTensors();
    for (PartRecord part : merge.parts()) {
      builder.addOutputs(part);
      builder.addInputs(part);
    }
    return builder.manifest();
  }

  private void expectTensors() {
    for (PlannedShard shard : merge.plan().shards()) {
      for (PlannedTensor tensor : shard.tensors()) {
        outputs.expect(shard.name(), tensor.name(), tensor.shape().elements());
      }
    }
    for (int source = 0; source < merge.sources().size(); source++) {
      for (Map.Entry<String, StoredTensor> tensor :
          merge.sources().get(source).tensors().entrySet()) {
        String file = merge.inputFile(source, tensor.getValue().file());
        inputs.expect(file, tensor.getKey(), tensor.getValue().shape().elements());
      }
    }
  }

  private void addOutputs(PartRecord part) throws CheckpointException {
    for (ChunkDigests run : part.outputs()) {
      if (!outputs.add(run)) {
        throw new CheckpointException(
            "parts of merge %s have written different bytes to one place of tensor %s in %s"
                .formatted(merge.plan().mergeId(), run.tensor(), run.file()));
      }
    }
  }

  private void addInputs(PartRecord part) throws CheckpointException, SourceChangedException {
    for (ChunkDigests run : part.inputs()) {
      if (!inputs.add(run)) {
        throw new SourceChangedException(
            "source changed while it was merged: parts have read different bytes of tensor %s in %s; run the merge again and leave the file as it is"
                .formatted(run.tensor(), run.file()));
      }
    }
  }

  private MergeManifest manifest() throws CheckpointException {
    MergePlan plan = merge.plan();
    List<Input> describedInputs = new ArrayList<>();
    for (int source = 0; source < plan.sources().size(); source++) {
      describedInputs.add(input(source));
    }
    List<WeightFile> shards = new ArrayList<>();
    for (PlannedShard shard : plan.shards()) {
      shards.add(new WeightFile(shard.name(), shard.size(), outputTensors(shard)));
    }
    return new MergeManifest(
        MergeManifest.FORMAT_VERSION,
        plan.software(),
        plan.recipeDigest(),
        plan.method(),
        plan.seed(),
        TensorChunks.ALGORITHM,
        describedInputs,
        merge.filledTokens(),
        shards);
  }

  private List<DigestedTensor> outputTensors(PlannedShard shard) throws CheckpointException {
    List<DigestedTensor> tensors = new ArrayList<>();
    for (PlannedTensor tensor : shard.tensors()) {
      String digest =
          outputs
              .get(shard.name(), tensor.name())
              .digest()
              .orElseThrow(
                  () ->
                      new CheckpointException(
                          "no part of merge %s tells of some chunks of tensor %s in %s"
                              .formatted(merge.plan().mergeId(), tensor.name(), shard.name())));
      tensors.add(new DigestedTensor(tensor.name(), tensor.dtype(), tensor.shape(), digest));
    }
    return tensors;
  }

  private Input input(int source) {
    SourceIndex index = merge.sources().get(source);
    PlannedSource planned = merge.plan().sources().get(source);
    List<String> partlyRead = new ArrayList<>();
    List<String> notRead = new ArrayList<>();
    index
        .tensors()
        .forEach(
            (name, tensor) -> {
              TensorChunks chunks = chunks(source, name, tensor);
              if (chunks.untouched()) {
                notRead.add(name);
              } else if (chunks.digest().isEmpty()) {
                partlyRead.add(name);
              }
            });
    return new Input(
        ModelIdentity.of(planned, index).shown(),
        index.id(),
        planned.revision(),
        planned.base(),
        index.files().stream().map(file -> inputFile(source, file)).toList(),
        partlyRead,
        notRead);
  }

  private WeightFile inputFile(int source, SourceFile file) {
    List<DigestedTensor> tensors = new ArrayList<>();
    merge
        .sources()
        .get(source)
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.file().equals(file.path())) {
                Optional<String> digest = chunks(source, name, tensor).digest();
                digest.ifPresent(
                    value ->
                        tensors.add(
                            new DigestedTensor(name, tensor.dtype(), tensor.shape(), value)));
              }
            });
    return new WeightFile(file.path(), file.size(), tensors);
  }

  private TensorChunks chunks(int source, String name, StoredTensor tensor) {
    return inputs.get(merge.inputFile(source, tensor.file()), name);
  }
}
