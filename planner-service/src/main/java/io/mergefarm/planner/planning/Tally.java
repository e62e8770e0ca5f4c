package io.mergefarm.planner.planning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Counts what many tensors of an input have in common, and keeps a few examples. */
final class Tally {

  private static final int EXAMPLES = 3;

  private final Map<SliceInput, List<String>> items = new LinkedHashMap<>();

  void add(SliceInput input, String item) {
    items.computeIfAbsent(input, key -> new ArrayList<>()).add(item);
  }

  /** Tells of each input with how many items it has, and which. */
  void forEach(BiConsumer<SliceInput, String> reporter) {
    items.forEach((input, found) -> reporter.accept(input, text(found)));
  }

  private static String text(List<String> found) {
    String examples = String.join("; ", found.subList(0, Math.min(EXAMPLES, found.size())));
    int more = found.size() - EXAMPLES;
    return more > 0 ? examples + "; and " + more + " more" : examples;
  }
}
