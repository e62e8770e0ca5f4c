package io.mergefarm.planner.adapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where an adapter's names stand in a checkpoint. As a rule they are the same; but a checkpoint may
 * do without the prefix that the model's class gives all its parts, or the adapter may have been
 * trained on such a part alone. One way for all names is chosen, the one that finds most.
 */
final class NameShift {

  private static final String WEIGHT = ".weight";
  private static final int MOST_PREFIXES = 16;

  private final Set<String> names;
  private final UnaryOperator<String> shift;

  private NameShift(Set<String> names, UnaryOperator<String> shift) {
    this.names = names;
    this.shift = shift;
  }

  /**
   * Finds the way.
   *
   * @param modules that the adapter changes
   * @param names of the checkpoint's tensors
   */
  static NameShift between(Collection<String> modules, Set<String> names) {
    NameShift none = new NameShift(names, name -> name);
    Optional<String> lost = modules.stream().filter(module -> !none.finds(module)).findFirst();
    if (lost.isEmpty()) {
      return none;
    }
    List<NameShift> ways = new ArrayList<>(List.of(none, without(lost.get(), names)));
    names.stream()
        .filter(name -> name.endsWith("." + lost.get() + WEIGHT))
        .limit(MOST_PREFIXES)
        .map(name -> name.substring(0, name.length() - lost.get().length() - WEIGHT.length()))
        .forEach(prefix -> ways.add(new NameShift(names, name -> prefix + name)));
    return ways.stream()
        .max(Comparator.comparingLong(way -> modules.stream().filter(way::finds).count()))
        .filter(way -> modules.stream().filter(way::finds).count() > found(modules, none))
        .orElse(none);
  }

  private static long found(Collection<String> modules, NameShift way) {
    return modules.stream().filter(way::finds).count();
  }

  private static NameShift without(String module, Set<String> names) {
    String prefix = module.substring(0, module.indexOf('.') + 1);
    return new NameShift(
        names, name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name);
  }

  /** The name in the checkpoint of an adapter's tensor, which it may lack. */
  String of(String name) {
    String shifted = shift.apply(name);
    return !names.contains(name) && names.contains(shifted) ? shifted : name;
  }

  private boolean finds(String module) {
    return names.contains(of(module + WEIGHT));
  }
}
