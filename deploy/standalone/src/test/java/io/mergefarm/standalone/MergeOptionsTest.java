package io.mergefarm.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM passes over options for methods that there are not, without a word. */
class MergeOptionsTest {

  private static final Path OPTIONS = Path.of("src/main/jvm/merge.options");
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
}
