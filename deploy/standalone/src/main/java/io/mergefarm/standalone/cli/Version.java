package io.mergefarm.standalone.cli;

import io.mergefarm.planner.planning.Software;
import picocli.CommandLine.IVersionProvider;

/** The version that {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {Software.current()};
  }
}
