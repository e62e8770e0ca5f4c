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

  /** The launcher has the same. */
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "--add-modules=jdk.incubator.vector",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC");

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
    command.addAll(JAVA_OPTIONS);
    if (!javaOptions.isBlank()) {
      command.addAll(List.of(javaOptions.strip().split(" +")));
    }
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }
}
