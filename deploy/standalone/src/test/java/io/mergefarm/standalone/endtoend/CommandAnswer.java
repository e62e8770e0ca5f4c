package io.mergefarm.standalone.endtoend;

import io.mergefarm.standalone.cli.Mergefarm;
import io.mergefarm.standalone.cli.PipelineCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import picocli.CommandLine;

/**
 * What a command answers before it starts a pipeline.
 *
 * @param status its exit status; 0 where it would go on
 * @param message what it says is wrong
 */
record CommandAnswer(int status, String message) {

  static CommandAnswer to(String... arguments) throws IOException {
    StringWriter err = new StringWriter();
    CommandLine commandLine = Mergefarm.commandLine().setErr(new PrintWriter(err, true));
    Optional<PipelineCommand> command = PipelineCommand.parsed(commandLine, arguments);
    int status =
        command.isPresent()
            ? command.get().refusal().orElse(CommandLine.ExitCode.OK)
            : commandLine.execute(arguments);
    return new CommandAnswer(status, err.toString());
  }
}
