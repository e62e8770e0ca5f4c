package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComputeBackendsTest {

  /** What the child JVM runs. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      System.out.println(ComputeBackends.choose().getClass().getSimpleName());
    }
  }

  @Test
  void vectorsAreChosenWhereTheModuleIs() throws IOException, InterruptedException {
    assertThat(chosen("--add-modules=jdk.incubator.vector")).contains("VectorBackend");
    assertThat(ComputeBackends.choose()).isInstanceOf(VectorBackend.class);
  }

  @Test
  void theModuleIsLoadedWhereTheJvmLetsIt() throws IOException, InterruptedException {
    assertThat(chosen("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"))
        .contains("VectorBackend");
  }

  @Test
  void plainLoopsAreChosenWhereTheyAreAskedFor() throws IOException, InterruptedException {
    assertThat(chosen("--add-modules=jdk.incubator.vector", "-Dmergefarm.arithmetic=scalar"))
        .contains("ScalarBackend");
  }

  @Test
  void plainLoopsAreChosenWhereItIsNot() throws IOException, InterruptedException {
    assertThat(chosen()).contains("ScalarBackend");
  }

  private static String chosen(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
