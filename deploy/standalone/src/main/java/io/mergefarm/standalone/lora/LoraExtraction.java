package io.mergefarm.standalone.lora;

import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.standalone.lora.ExtractedTensor.Form;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.matrix.LowRankApproximation;
import io.mergefarm.worker.matrix.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes an adapter from the difference of a fine-tune and its base. Matrices of layers become
 * factors of low rank; other weights and biases that differ are stored whole, as PEFT does it for
 * {@code modules_to_save}; what is neither has no place in an adapter and is only reported.
 *
 * <p>One tensor is held at a time: its change in float64, and some five times that while it is
 * taken apart.
 */
public final class LoraExtraction {

  private static final Pattern LAYER = Pattern.compile("\\.\\d+\\.");
  private static final String PREFIX = "base_model.model.";
  private static final int EXAMPLES = 3;

  private final SourceIndex base;
  private final SourceIndex tuned;
  private final RankChoice ranks;
  private final boolean inputFirst;
  private final SourceFiles files;
  private final ComputeBackend backend;

  /**
   * An extraction.
   *
   * @param inputFirst whether the models keep matrices as input by output
   */
  public LoraExtraction(
      SourceIndex base,
      SourceIndex tuned,
      RankChoice ranks,
      boolean inputFirst,
      SourceFiles files,
      ComputeBackend backend) {
    this.base = base;
    this.tuned = tuned;
    this.ranks = ranks;
    this.inputFirst = inputFirst;
    this.files = files;
    this.backend = backend;
  }

  /**
   * Writes the adapter and its report into a folder.
   *
   * @param progress is told of each tensor
   * @throws ExtractionException if no adapter can stand for the difference
   */
  public ExtractionReport write(Path folder, Consumer<ExtractedTensor> progress)
      throws IOException, ExtractionException {
    requireSameTensors();
    List<ExtractedTensor> tensors = new ArrayList<>();
    Files.createDirectories(folder);
    try (AdapterFile adapter = new AdapterFile(folder.resolve(CheckpointKind.ADAPTER.weights()))) {
      for (String name : base.tensors().keySet()) {
        Optional<ExtractedTensor> extracted = extract(name, adapter);
        extracted.ifPresent(progress);
        extracted.ifPresent(tensors::add);
      }
      adapter.finish();
    }
    ExtractionReport report =
        new ExtractionReport(
            base.model(), tuned.model(), base.tensors().size() - tensors.size(), tensors);
    if (report.largestRank() == 0) {
      throw new ExtractionException(
          "no matrix of a layer differs between %s and %s".formatted(base.model(), tuned.model()));
    }
    new ExtractedConfig(base, report, inputFirst).write(folder);
    report.write(folder);
    return report;
  }

  private void requireSameTensors() throws ExtractionException {
    List<String> differences = new ArrayList<>();
    base.tensors()
        .forEach(
            (name, tensor) -> {
              StoredTensor other = tuned.tensors().get(name);
              if (other == null) {
                differences.add(name + " is missing in " + tuned.model());
              } else if (!other.shape().equals(tensor.shape())) {
                differences.add(name + " is " + tensor.shape() + " and " + other.shape());
              }
            });
    tuned.tensors().keySet().stream()
        .filter(name -> !base.tensors().containsKey(name))
        .forEach(name -> differences.add(name + " is missing in " + base.model()));
    if (!differences.isEmpty()) {
      throw new ExtractionException(
          "the two models have not the same tensors: "
              + String.join("; ", differences.stream().limit(EXAMPLES).toList())
              + (differences.size() > EXAMPLES ? "; and more" : ""));
    }
  }

  private Optional<ExtractedTensor> extract(String name, AdapterFile adapter)
      throws IOException, ExtractionException {
    StoredTensor before = base.tensors().get(name);
    StoredTensor after = tuned.tensors().get(name);
    try (ObjectReader baseFile = files.open(file(base, before));
        ObjectReader tunedFile = files.open(file(tuned, after))) {
      TensorPair pair =
          new TensorPair(
              name, new TensorPair.Side(before, baseFile), new TensorPair.Side(after, tunedFile));
      return pair.equal() ? Optional.empty() : extract(name, pair, adapter);
    }
  }

  private static SourceFile file(SourceIndex index, StoredTensor tensor) {
    return index.file(tensor.file()).orElseThrow();
  }

  private Optional<ExtractedTensor> extract(String name, TensorPair pair, AdapterFile adapter)
      throws IOException, ExtractionException {
    if (!pair.computable() || !(name.endsWith(".weight") || name.endsWith(".bias"))) {
      return Optional.of(new ExtractedTensor(name, pair.shape(), Form.LEFT, 0, 1));
    }
    boolean matrix = pair.shape().rank() == 2 && name.endsWith(".weight");
    if (matrix && LAYER.matcher(name).find()) {
      return factors(name, pair, adapter);
    }
    adapter.add(PREFIX + name, pair);
    return Optional.of(new ExtractedTensor(name, pair.shape(), Form.WHOLE, 0, 0));
  }

  private Optional<ExtractedTensor> factors(String name, TensorPair pair, AdapterFile adapter)
      throws IOException, ExtractionException {
    Matrix change = pair.change(backend, inputFirst);
    LowRankApproximation approximation = LowRankApproximation.of(change);
    if (approximation.fullRank() == 0) {
      return Optional.empty();
    }
    int rank = ranks.of(approximation);
    long outputs =
        inputFirst ? pair.shape().dimensions().getLast() : pair.shape().dimensions().getFirst();
    long inputs = pair.shape().elements() / outputs;
    String module = PREFIX + ExtractedConfig.module(name);
    adapter.add(module + ".lora_A.weight", rank, inputs, approximation.right(rank));
    adapter.add(module + ".lora_B.weight", outputs, rank, approximation.left(rank));
    return Optional.of(
        new ExtractedTensor(name, pair.shape(), Form.FACTORS, rank, approximation.error(rank)));
  }
}
