package io.mergefarm.standalone.cli;

import io.mergefarm.standalone.client.PlannerClient;
import java.net.URI;
import picocli.CommandLine.Option;

/** Which planner a command talks to. */
final class ServerOption {

  @Option(
      names = "--server",
      defaultValue = "http://127.0.0.1:8080",
      paramLabel = "URL",
      description = "The planner. Default: ${DEFAULT-VALUE}.")
  private URI server;

  PlannerClient client() {
    return new PlannerClient(server);
  }
}
