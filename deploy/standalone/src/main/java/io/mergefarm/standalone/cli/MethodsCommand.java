package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the merge methods. */
@Command(
    name = "methods",
    description = "Lists the merge methods with their parameters.",
    mixinStandardHelpOptions = true)
final class MethodsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    MethodCatalog.discover(MethodsCommand.class.getClassLoader())
        .methods()
        .forEach(method -> print(out, method));
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, MethodDescriptor method) {
    out.println(method.name());
    out.println("  " + method.summary());
    out.printf(
        "  models: %s; base_model: %s%n",
        method.arity(), method.baseModel().name().toLowerCase(Locale.ROOT));
    method.reference().ifPresent(paper -> out.printf("  %s, %s%n", paper.title(), paper.uri()));
    for (ParameterDescriptor parameter : method.parameters()) {
      out.printf(
          "  %-12s %-8s %-14s %s%n",
          parameter.name(),
          parameter.scope() == ParameterDescriptor.Scope.MODEL ? "a model" : "all",
          presence(parameter),
          parameter.description());
    }
    out.println();
  }

  private static String presence(ParameterDescriptor parameter) {
    if (parameter.required()) {
      return "required";
    }
    return parameter.defaultValue().map(value -> "default " + value(parameter, value)).orElse("");
  }

  private static String value(ParameterDescriptor parameter, double value) {
    if (parameter.type() == ParameterDescriptor.Type.BOOLEAN) {
      return String.valueOf(value != 0);
    }
    return String.valueOf(value);
  }
}
