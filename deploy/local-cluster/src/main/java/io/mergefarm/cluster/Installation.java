package io.mergefarm.cluster;

import java.io.File;
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

  /** Those of the JVM for processes that merge; they say nothing to others. */
  private static final String ARITHMETIC_OPTIONS = "merge-worker/src/main/jvm/arithmetic.options";

  private static final String S3_SERVER = "deploy/s3-server/target";

  private static final String JAR = "target/quarkus-app/quarkus-run.jar";

  /**
   * The command that runs an application.
   *
   * @param module its folder
   * @param javaOptions separated by spaces
   */
  List<String> command(String module, String javaOptions) {
    List<String> command = java(javaOptions);
    command.add("@" + root.resolve(ARITHMETIC_OPTIONS));
    command.add("-jar");
    command.add(built(root.resolve(module).resolve(JAR)).toString());
    return command;
  }

  /**
   * The command that runs the S3 server, but for its arguments.
   *
   * @param javaOptions separated by spaces
   */
  List<String> s3Server(String javaOptions) {
    Path target = built(root.resolve(S3_SERVER));
    List<String> command = java(javaOptions);
    command.add("-classpath");
    command.add(target.resolve("*") + File.pathSeparator + target.resolve("lib/*"));
    command.add("io.mergefarm.s3server.Main");
    return command;
  }

  private static List<String> java(String javaOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    if (!javaOptions.isBlank()) {
      command.addAll(List.of(javaOptions.strip().split(" +")));
    }
    return command;
  }

  private static Path built(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalStateException("there is no " + file + "; build it with `mergefarm build`");
    }
    return file;
  }
}
