package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM passes over options that it does not know and methods that there are not. */
class ArithmeticOptionsTest {

  private static final Path OPTIONS = Path.of("src/main/jvm/arithmetic.options");
  private static final Pattern NEVER_INLINED = Pattern.compile("dontinline,([\\w.]+)::(\\S+)");

  @Test
  void methodsThatAreNeverInlinedExist() throws IOException, ClassNotFoundException {
    List<MatchResult> named = NEVER_INLINED.matcher(Files.readString(OPTIONS)).results().toList();
    assertThat(named).isNotEmpty();
    for (MatchResult name : named) {
      Method[] methods = Class.forName(name.group(1)).getDeclaredMethods();
      String pattern = name.group(2).replace("*", ".*");
      assertThat(Arrays.stream(methods).map(Method::getName))
          .as(name.group())
          .anyMatch(method -> method.matches(pattern));
    }
  }

  /** A vector that leaves a method which is not inlined becomes an object. */
  @Test
  void methodsThatAreNeverInlinedReturnNoVectors() throws IOException, ClassNotFoundException {
    for (MatchResult name : NEVER_INLINED.matcher(Files.readString(OPTIONS)).results().toList()) {
      String pattern = name.group(2).replace("*", ".*");
      assertThat(Class.forName(name.group(1)).getDeclaredMethods())
          .as(name.group())
          .filteredOn(method -> method.getName().matches(pattern))
          .extracting(method -> method.getReturnType().getPackageName())
          .doesNotContain("jdk.incubator.vector");
    }
  }

  @Test
  void theJvmKnowsAllOptions() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + OPTIONS,
                "-XX:-IgnoreUnrecognizedVMOptions",
                "--version")
            .redirectErrorStream(true)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(said).isZero();
    assertThat(said).doesNotContainIgnoringCase("warning");
  }
}
