package io.mergefarm.standalone.cli;

import io.mergefarm.planner.intake.MergeIntake;
import io.mergefarm.planner.status.MergeStatusView;
import io.mergefarm.standalone.pipeline.PipelineSettings;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A command that runs with the pipeline in this process. */
public interface PipelineCommand {

  /** How the pipeline is to run. */
  PipelineSettings settings() throws IOException;

  /**
   * Checks before anything is started.
   *
   * @return the exit status where the command can not run, having said why
   */
  Optional<Integer> refusal() throws IOException;

  /**
   * Runs the command.
   *
   * @return the exit status
   */
  int run(MergeIntake intake, MergeStatusView view) throws Exception;

  /** Whether nothing is left to do in this process once the command has ended so. */
  boolean endsProcess(int status);

  /** The command that the arguments ask for, if it is one of these and its options are legal. */
  static Optional<PipelineCommand> parsed(CommandLine commandLine, String... args) {
    try {
      ParseResult result = commandLine.parseArgs(args);
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
      boolean helpWanted = result.isUsageHelpRequested() || result.isVersionHelpRequested();
      return !helpWanted && result.commandSpec().userObject() instanceof PipelineCommand command
          ? Optional.of(command)
          : Optional.empty();
    } catch (ParameterException e) {
      return Optional.empty();
    }
  }
}
