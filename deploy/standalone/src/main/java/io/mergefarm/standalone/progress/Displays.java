package io.mergefarm.standalone.progress;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;

/** Chooses how merges are shown. */
public final class Displays {

  private Displays() {}

  /** Bars where the output is a terminal, else plain lines. */
  public static MergeDisplay of(PrintWriter out, Clock clock) {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? new TerminalDisplay(out, clock)
        : new PlainDisplay(out);
  }
}
