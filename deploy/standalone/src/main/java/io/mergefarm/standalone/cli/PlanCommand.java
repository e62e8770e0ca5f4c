package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.preview.CheckedRecipe;
import io.mergefarm.standalone.preview.Preview;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a merge would do. */
@Command(
    name = "plan",
    description = {
      "Shows what a merge would do, and everything that is wrong with its recipe.",
      "Reads configs and headers only. Exit status 2 for a recipe with errors."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RecipeOptions recipe;

  @Override
  public Integer call() throws IOException {
    CheckedRecipe checked = Preview.of(recipe.submission(Optional.empty(), false));
    new ProblemPrinter(spec.commandLine().getErr(), recipe.recipe()).print(checked.problems());
    checked
        .planned()
        .ifPresent(planned -> new PlanPrinter(spec.commandLine().getOut()).print(planned));
    return checked.passed() ? ExitCode.OK : ExitCode.USAGE;
  }
}
