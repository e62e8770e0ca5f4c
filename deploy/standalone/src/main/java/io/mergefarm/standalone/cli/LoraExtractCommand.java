package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.fetcher.checkpoint.CheckpointException;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import io.mergefarm.standalone.lora.ExtractedTensor;
import io.mergefarm.standalone.lora.ExtractedTensor.Form;
import io.mergefarm.standalone.lora.ExtractionException;
import io.mergefarm.standalone.lora.ExtractionReport;
import io.mergefarm.standalone.lora.LoraExtraction;
import io.mergefarm.standalone.lora.NewFolder;
import io.mergefarm.standalone.lora.RankChoice;
import io.mergefarm.worker.compute.ComputeBackends;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a LoRA adapter from a fine-tune and its base. */
@Command(
    name = "lora-extract",
    description = {
      "Takes a LoRA adapter from the difference of a fine-tune and its base, by singular values.",
      "Matrices of layers become factors; other weights that differ, such as norms, embeddings and"
          + " heads, are stored whole. The error of each tensor is printed and kept in"
          + " extraction-report.json beside the adapter."
    },
    mixinStandardHelpOptions = true)
final class LoraExtractCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "BASE", description = "The folder of the base model.")
  private String base;

  @Parameters(index = "1", paramLabel = "FINETUNE", description = "The folder of the fine-tune.")
  private String tuned;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The folder of the adapter, new or empty.")
  private Path out;

  @ArgGroup(multiplicity = "1")
  private Ranks ranks;

  @Option(
      names = "--fan-in-fan-out",
      description = "The models keep matrices as input by output, as GPT-2 does.")
  private boolean inputFirst;

  /** One of the ways to choose ranks. */
  private static final class Ranks {
    @Option(names = "--rank", paramLabel = "N", description = "The largest rank of factors.")
    private int rank;

    @Option(
        names = "--tolerance",
        paramLabel = "X",
        description =
            "The largest error of a tensor, relative to its change; ranks are as low as that"
                + " allows.")
    private double tolerance = -1;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    try (NewFolder folder = NewFolder.of(out)) {
      ExtractionReport report = extraction().write(folder.work(), tensor -> print(screen, tensor));
      folder.finish();
      printEnd(screen, report);
      return ExitCode.OK;
    } catch (CheckpointException | ExtractionException e) {
      spec.commandLine().getErr().println("mergefarm: " + e.getMessage());
      return ExitCode.USAGE;
    }
  }

  private LoraExtraction extraction() throws IOException, CheckpointException {
    SourceFiles files = file -> MappedFile.open(Path.of(file.uri()));
    LocalCheckpoints checkpoints = new LocalCheckpoints(files);
    Path here = Path.of("").toAbsolutePath();
    SourceIndex baseIndex = checkpoints.index(base, here);
    SourceIndex tunedIndex = checkpoints.index(tuned, here);
    return new LoraExtraction(
        baseIndex, tunedIndex, choice(), inputFirst, files, ComputeBackends.choose());
  }

  private RankChoice choice() {
    if (ranks.tolerance >= 0 && ranks.tolerance < 1) {
      return new RankChoice.Within(ranks.tolerance);
    }
    if (ranks.rank < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rank is 1 or more, and --tolerance from 0 to less than 1.");
    }
    return new RankChoice.AtMost(ranks.rank);
  }

  private static void print(PrintWriter screen, ExtractedTensor tensor) {
    String text =
        switch (tensor.form()) {
          case FACTORS ->
              String.format(Locale.ROOT, "rank %d, error %.3g", tensor.rank(), tensor.error());
          case WHOLE -> "stored whole";
          case LEFT -> "differs, and is left: adapters have no place for it";
        };
    screen.printf("%s %s: %s%n", tensor.tensor(), tensor.shape(), text);
    screen.flush();
  }

  private void printEnd(PrintWriter screen, ExtractionReport report) {
    screen.printf(
        "%d tensors as factors, %d whole, %d left, %d equal: %s%n",
        report.of(Form.FACTORS).size(),
        report.of(Form.WHOLE).size(),
        report.of(Form.LEFT).size(),
        report.equal(),
        out);
    screen.flush();
  }
}
