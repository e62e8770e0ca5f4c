package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.planner.intake.MergeIntake;
import io.mergefarm.planner.status.MergeStatusView;
import io.mergefarm.standalone.pipeline.PipelineSettings;
import io.mergefarm.standalone.preview.CheckedRecipe;
import io.mergefarm.standalone.preview.Preview;
import io.mergefarm.standalone.progress.MergeReport;
import io.mergefarm.standalone.progress.ProcessMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Merges, with the whole pipeline in this process. */
@Command(
    name = "merge",
    description = "Merges the models of a recipe into a checkpoint.",
    mixinStandardHelpOptions = true)
final class MergeCommand implements PipelineCommand {

  private static final Duration GLANCE = Duration.ofMillis(50);

  @Spec private CommandSpec spec;
  @Mixin private RecipeOptions recipe;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The folder of the finished checkpoint.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace an output folder that is not empty.")
  private boolean overwrite;

  @Option(
      names = "--keep-stages",
      description = "Also write each stage that the output needs, as a folder DIR-NAME.")
  private boolean keepStages;

  @Option(
      names = "--threads",
      description =
          "How many parts are merged at the same time. Default: the number of processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      defaultValue = "1GiB",
      description =
          "Memory for inputs in object storage and for parts that are sent. Default: ${DEFAULT-VALUE}.")
  private long memory;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write times, bytes and memory to this file, as JSON, for programs.")
  private Optional<Path> report = Optional.empty();

  /** What the checked recipe mostly does. */
  private Optional<TensorExpression> typicalMerge = Optional.empty();

  @Override
  public PipelineSettings settings() throws IOException {
    return new PipelineSettings(
        Optional.of(work().store()), threads, memory, typicalMerge, OptionalInt.empty());
  }

  @Override
  public Optional<Integer> refusal() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    for (Output output : outputs()) {
      Optional<String> objection = WorkFolder.beside(output.folder()).objection(overwrite);
      if (objection.isPresent()) {
        err.println("mergefarm: " + objection.get());
        return Optional.of(ExitCode.USAGE);
      }
    }
    CheckedRecipe checked = Preview.of(submission(outputs().getLast()));
    typicalMerge = checked.typicalMerge();
    new ProblemPrinter(err, recipe.recipe()).print(checked.problems());
    return checked.passed() ? Optional.empty() : Optional.of(ExitCode.USAGE);
  }

  @Override
  public int run(MergeIntake intake, MergeStatusView view) throws Exception {
    int exit = ExitCode.OK;
    for (Output output : outputs()) {
      exit = exit == ExitCode.OK ? merge(submission(output), intake, view) : exit;
    }
    if (exit == ExitCode.OK) {
      work().clear();
    }
    return exit;
  }

  /** A merge that failed is still being cleared away. */
  @Override
  public boolean endsProcess(int status) {
    return status == ExitCode.OK;
  }

  private int merge(MergeSubmission submission, MergeIntake intake, MergeStatusView view)
      throws Exception {
    PrintWriter screen = spec.commandLine().getOut();
    ProcessMemory memory = new ProcessMemory();
    String mergeId = intake.submit(submission);
    AtomicLong seen = new AtomicLong();
    MergeStatus end =
        new MergeFollower(screen)
            .follow(
                () -> {
                  seen.set(view.awaitChange(seen.get(), GLANCE));
                  memory.sample();
                  return view.find(mergeId);
                });
    if (end.state() != State.COMPLETED) {
      spec.commandLine().getErr().println("mergefarm: " + end.problem().orElse("the merge ended"));
      return ExitCode.SOFTWARE;
    }
    new MergeSummary(screen).print(end, memory.peak());
    if (report.isPresent()) {
      MergeReport.of(end, memory.peak()).write(report.get());
    }
    return ExitCode.OK;
  }

  private List<Output> outputs() throws IOException {
    return Outputs.of(recipe.text(), out, keepStages);
  }

  private MergeSubmission submission(Output output) {
    URI folder = output.folder().toAbsolutePath().normalize().toUri();
    return recipe.submission(output.recipe(), Optional.of(folder), overwrite);
  }

  private WorkFolder work() throws IOException {
    return WorkFolder.beside(out);
  }
}
