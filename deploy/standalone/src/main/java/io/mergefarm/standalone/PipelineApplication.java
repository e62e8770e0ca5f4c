package io.mergefarm.standalone;

import io.mergefarm.planner.intake.MergeIntake;
import io.mergefarm.planner.status.MergeStatusView;
import io.mergefarm.standalone.cli.Mergefarm;
import io.mergefarm.standalone.cli.PipelineCommand;
import io.mergefarm.standalone.pipeline.BrokerFolder;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;

/** Runs the command once the services are up. */
public class PipelineApplication implements QuarkusApplication {

  private final MergeIntake intake;
  private final MergeStatusView view;

  @Inject
  PipelineApplication(MergeIntake intake, MergeStatusView view) {
    this.intake = intake;
    this.view = view;
  }

  @Override
  public int run(String... args) throws Exception {
    PipelineCommand command =
        PipelineCommand.parsed(Mergefarm.commandLine(args), args).orElseThrow();
    int status = command.run(intake, view);
    if (command.endsProcess(status)) {
      BrokerFolder.endProcess(status);
    }
    return status;
  }
}
