package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.doctor.Doctor;
import io.mergefarm.standalone.doctor.Finding;
import io.mergefarm.standalone.doctor.Finding.Level;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is wrong with the configuration of a farm. */
@Command(
    name = "doctor",
    description = {
      "Checks the configuration of a farm's services against the Kafka and the store that it names,"
          + " and says what is wrong and what to do.",
      "Exit status 1 if merges would fail."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The services' settings, a properties file. Default: environment variables alone.")
  private Optional<Path> config = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings = Doctor.examine(config);
    for (Finding finding : findings) {
      out.printf(
          "%-8s %s: %s%n",
          finding.level().name().toLowerCase(Locale.ROOT), finding.subject(), finding.text());
      if (!finding.advice().isEmpty()) {
        out.printf("         %s%n", finding.advice());
      }
    }
    out.flush();
    return findings.stream().anyMatch(finding -> finding.level() == Level.ERROR)
        ? ExitCode.SOFTWARE
        : ExitCode.OK;
  }
}
