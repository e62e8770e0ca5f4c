package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.recipe.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Prints problems as compilers do: file, line, column, what is wrong. */
record ProblemPrinter(PrintWriter out, Path recipe) {

  void print(List<Problem> problems) {
    for (Problem problem : problems) {
      out.println(recipe + ":" + (problem.line() > 0 ? "" : " ") + problem);
    }
    out.flush();
  }
}
