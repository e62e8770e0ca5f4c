package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.MethodExplanation;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor.Scope;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Prints what people are to know of merge methods. */
record MethodPrinter(PrintWriter out) {

  /** One method of a list. */
  void list(MethodDescriptor method) {
    out.println(method.name());
    out.println("  " + method.summary());
    facts(method);
    out.println();
    out.flush();
  }

  /** All there is to say about a method. */
  void explain(MethodDescriptor method, Optional<MethodExplanation> explanation) {
    out.println(method.name() + ": " + method.summary());
    explanation.ifPresent(
        text -> {
          section("What it does", text.what());
          section("When to use it", text.when());
        });
    section("How to use it", "");
    facts(method);
    explanation.ifPresent(text -> section("A recipe", text.recipe().stripTrailing()));
    out.flush();
  }

  private void section(String heading, String text) {
    out.printf("%n%s%n", heading);
    text.lines().forEach(line -> out.println(line.isEmpty() ? "" : "  " + line));
  }

  private void facts(MethodDescriptor method) {
    if (!method.aliases().isEmpty()) {
      out.println("  also called " + String.join(", ", method.aliases()));
    }
    out.printf(
        "  models: %s; base_model: %s%n",
        method.arity(), method.baseModel().name().toLowerCase(Locale.ROOT));
    method.parameters().forEach(this::parameter);
    method.reference().ifPresent(paper -> out.printf("  %s, %s%n", paper.title(), paper.uri()));
  }

  private void parameter(ParameterDescriptor parameter) {
    out.printf(
        "  %-18s %-7s %-20s %-14s %s%n",
        parameter.name(),
        parameter.scope() == Scope.MODEL ? "a model" : "all",
        values(parameter),
        presence(parameter),
        parameter.description());
  }

  private static String values(ParameterDescriptor parameter) {
    String type =
        switch (parameter.type()) {
          case NUMBER -> "number";
          case INTEGER -> "whole number";
          case BOOLEAN -> "true or false";
        };
    return parameter.type() == ParameterDescriptor.Type.BOOLEAN ? type : type + range(parameter);
  }

  private static String range(ParameterDescriptor parameter) {
    boolean bounded = parameter.maximum() < Double.POSITIVE_INFINITY;
    if (parameter.minimum() == Double.NEGATIVE_INFINITY) {
      return bounded ? " <= " + number(parameter.maximum()) : "";
    }
    return bounded
        ? " " + number(parameter.minimum()) + " to " + number(parameter.maximum())
        : " >= " + number(parameter.minimum());
  }

  private static String presence(ParameterDescriptor parameter) {
    if (parameter.required()) {
      return "required";
    }
    return parameter
        .defaultValue()
        .map(value -> "default " + value(parameter.type(), value))
        .orElse("optional");
  }

  private static String value(ParameterDescriptor.Type type, double value) {
    return type == ParameterDescriptor.Type.BOOLEAN ? String.valueOf(value != 0) : number(value);
  }

  /** Whole numbers without a point. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.valueOf(Math.round(value))
        : String.valueOf(value);
  }
}
