package io.mergefarm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM passes over options that it does not know and classes that there are not. */
class MergeOptionsTest {

  private static final Path OPTIONS = Path.of("src/main/jvm/merge.options");
  private static final Pattern SCALED = Pattern.compile("Scaling,([\\w.]+)\\.([\\w*]+)::\\*,");

  @Test
  void classesWithThresholdsOfTheirOwnExist() throws IOException {
    for (MatchResult name : named(SCALED)) {
      String pattern = name.group(2).replace("*", ".*");
      assertThat(new ClassFileImporter().importPackages(name.group(1)))
          .as(name.group())
          .extracting(JavaClass::getSimpleName)
          .anyMatch(found -> found.matches(pattern));
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

  private static List<MatchResult> named(Pattern pattern) throws IOException {
    List<MatchResult> named = pattern.matcher(Files.readString(OPTIONS)).results().toList();
    assertThat(named).isNotEmpty();
    return named;
  }
}
