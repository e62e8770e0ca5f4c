package io.mergefarm.standalone.bench;

import java.util.List;

/**
 * What is measured.
 *
 * @param runs of each method
 * @param threads of merges and of copies
 * @param clean whether everything is deleted afterwards, the checkpoints too
 */
public record BenchSettings(List<BenchMethod> methods, int runs, int threads, boolean clean) {

  public BenchSettings {
    methods = List.copyOf(methods);
    if (methods.isEmpty() || runs < 1 || threads < 1) {
      throw new IllegalArgumentException("a benchmark takes a method, a run and a thread at least");
    }
  }
}
