package io.mergefarm.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MethodsCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @MethodSource("io.mergefarm.contracts.method.BuiltInMethods#all")
  void explainsEveryMethod(MethodDescriptor method) {
    assertThat(run(method.name())).isZero();
    assertThat(out.toString())
        .startsWith(method.name() + ": " + method.summary())
        .contains("What it does", "When to use it", "A recipe", "merge_method: " + method.name());
    for (ParameterDescriptor parameter : method.parameters()) {
      assertThat(out.toString()).contains(parameter.name());
    }
    method
        .reference()
        .ifPresent(paper -> assertThat(out.toString()).contains(paper.uri().toString()));
  }

  @Test
  void tellsTypesRangesAndDefaults() {
    assertThat(run("ties")).isZero();
    assertThat(out.toString())
        .containsPattern("\\n +weight +a model +number +required ")
        .containsPattern("\\n +density +a model +number >= 0 +default 1 ")
        .containsPattern("\\n +normalize +all +true or false +default true ");
  }

  @Test
  void listsAll() {
    assertThat(run()).isZero();
    assertThat(out.toString().lines())
        .containsAll(BuiltInMethods.all().stream().map(MethodDescriptor::name).toList());
  }

  @Test
  void anUnknownMethodIsToldWithTheNearest() {
    assertThat(run("slrep")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("no merge method slrep", "did you mean slerp?");
  }

  private int run(String... arguments) {
    return new CommandLine(new MethodsCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
