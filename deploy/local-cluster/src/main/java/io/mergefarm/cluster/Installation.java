package io.mergefarm.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the built applications lie.
 *
 * @param root the folder of the repository
 */
public record Installation(Path root) {

  private static final String JAR = "target/quarkus-app/quarkus-run.jar";

  /**
   * The command that runs an application.
   *
   * @param module its folder
   * @param javaOptions separated by spaces
   */
  List<String> command(String module, String javaOptions) {
    Path jar = root.resolve(module).resolve(JAR);
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("there is no " + jar + "; build it with `mergefarm build`");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    if (!javaOptions.isBlank()) {
      command.addAll(List.of(javaOptions.strip().split(" +")));
    }
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }
}
