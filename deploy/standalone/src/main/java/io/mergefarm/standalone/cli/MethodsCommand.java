package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.MethodExplanation;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the merge methods, or explains one. */
@Command(
    name = "methods",
    description = "Lists the merge methods with their parameters, or explains one of them.",
    mixinStandardHelpOptions = true)
final class MethodsCommand implements Callable<Integer> {

  private static final ClassLoader LOADER = MethodsCommand.class.getClassLoader();

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The method to explain.")
  private Optional<String> name = Optional.empty();

  @Override
  public Integer call() throws IOException {
    MethodCatalog catalog = MethodCatalog.discover(LOADER);
    MethodPrinter printer = new MethodPrinter(spec.commandLine().getOut());
    if (name.isEmpty()) {
      catalog.methods().forEach(printer::list);
      return ExitCode.OK;
    }
    Optional<MethodDescriptor> method = catalog.find(name.get());
    if (method.isEmpty()) {
      return unknown(catalog);
    }
    printer.explain(method.get(), MethodExplanation.find(LOADER, method.get().name()));
    return ExitCode.OK;
  }

  private int unknown(MethodCatalog catalog) {
    String hint =
        catalog
            .nearest(name.get())
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse("`mergefarm methods` lists all");
    spec.commandLine()
        .getErr()
        .printf("mergefarm: there is no merge method %s; %s%n", name.get(), hint);
    return ExitCode.USAGE;
  }
}
