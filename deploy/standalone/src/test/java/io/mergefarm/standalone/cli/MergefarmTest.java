package io.mergefarm.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MergefarmTest {

  private final CommandLine whole = Mergefarm.commandLine();

  @Test
  void knowsACommandByItsName() {
    assertThat(whole.getSubcommands()).hasSizeGreaterThan(10);
    for (String name : whole.getSubcommands().keySet()) {
      assertThat(Mergefarm.commandLine(name, "--help").getSubcommands()).containsOnlyKeys(name);
    }
  }

  /** So that help lists all of them, and a typo finds the one that was meant. */
  @ParameterizedTest
  @ValueSource(strings = {"--help", "mrge", "", "recipe.yml"})
  void hasAllCommandsWhereNoneIsNamed(String argument) {
    assertThat(Mergefarm.commandLine(argument, "merge").getSubcommands().keySet())
        .isEqualTo(whole.getSubcommands().keySet());
  }
}
