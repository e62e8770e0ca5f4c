package io.mergefarm.contracts.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MethodExplanationTest {

  private static final String PAGE =
      """
      # mine

      What it
      does.

      ## When to use it

      Seldom.

      ## Recipe

      ```yaml
      merge_method: mine
      ```
      """;

  @ParameterizedTest
  @MethodSource("io.mergefarm.contracts.method.BuiltInMethods#all")
  void everyMethodIsExplained(MethodDescriptor method) throws IOException {
    Optional<MethodExplanation> explanation = find(method.name());
    assertThat(explanation)
        .as("write META-INF/mergefarm/methods/%s.md, as its neighbours are written", method.name())
        .isPresent();
    assertThat(explanation.get().recipe()).contains("merge_method: " + method.name() + "\n");
  }

  @Test
  void takesAPageApart() throws IOException {
    assertThat(MethodExplanation.parse("mine", PAGE))
        .isEqualTo(new MethodExplanation("What it\ndoes.", "Seldom.", "merge_method: mine\n"));
  }

  @Test
  void saysWhatAPageLacks() {
    assertThatIOException()
        .isThrownBy(() -> MethodExplanation.parse("mine", PAGE.replace("## Recipe", "Recipe")))
        .withMessageContaining("mine.md")
        .withMessageContaining("## Recipe");
    assertThatIOException()
        .isThrownBy(() -> MethodExplanation.parse("other", PAGE))
        .withMessageContaining("# other");
  }

  @Test
  void knowsNothingOfAnUnknownMethod() throws IOException {
    assertThat(find("unheard_of")).isEmpty();
  }

  private static Optional<MethodExplanation> find(String method) throws IOException {
    return MethodExplanation.find(MethodExplanationTest.class.getClassLoader(), method);
  }
}
