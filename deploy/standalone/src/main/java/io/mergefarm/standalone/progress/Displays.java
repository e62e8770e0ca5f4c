package io.mergefarm.standalone.progress;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Clock;

/** Chooses how merges are shown. */
public final class Displays {

  private Displays() {}

  /** Bars where the output is a terminal, else plain lines. */
  public static MergeDisplay of(PrintWriter out, Clock clock) {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? new TerminalDisplay(out, clock)
        : new PlainDisplay(out);
  }
}
