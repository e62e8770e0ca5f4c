package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.client.PlannerClient;
import io.mergefarm.standalone.client.RejectedRecipeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running planner for a merge. */
@Command(
    name = "submit",
    description = "Asks a running planner for a merge, and prints its id.",
    mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ServerOption server;
  @Mixin private RecipeOptions recipe;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "PLACE",
      description =
          "The folder of the finished checkpoint, on the server's machine, or s3://bucket/prefix."
              + " Default: it stays in the object store.")
  private Optional<String> out = Optional.empty();

  @Option(names = "--overwrite", description = "Replace an output folder that is not empty.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (PlannerClient client = server.client()) {
      String mergeId = client.submit(recipe.submission(out.map(SubmitCommand::place), overwrite));
      spec.commandLine().getOut().println(mergeId);
      return ExitCode.OK;
    } catch (RejectedRecipeException e) {
      new ProblemPrinter(spec.commandLine().getErr(), recipe.recipe()).print(e.problems());
      return ExitCode.USAGE;
    }
  }

  private static URI place(String out) {
    return out.startsWith("s3://")
        ? URI.create(out)
        : Path.of(out).toAbsolutePath().normalize().toUri();
  }
}
