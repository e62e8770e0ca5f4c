package io.mergefarm.planner.planning;

import io.mergefarm.contracts.text.NearestName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that modules are parts of the models, and that they leave nothing out unsaid. */
final class ModuleChecks {

  private static final int EXAMPLES = 3;

  private final Set<String> tensors = new LinkedHashSet<>();
  private final Problems problems;

  ModuleChecks(Checkpoints checkpoints, Problems problems) {
    checkpoints.all().forEach(checkpoint -> tensors.addAll(checkpoint.names()));
    this.problems = problems;
  }

  void check(Collection<String> modules, ModuleNames names) {
    Set<String> owners = new LinkedHashSet<>();
    tensors.forEach(tensor -> names.owner(tensor).ifPresent(owners::add));
    modules.stream().filter(module -> !owners.contains(module)).forEach(this::unknown);
    List<String> left = tensors.stream().filter(name -> names.owner(name).isEmpty()).toList();
    if (!left.isEmpty()) {
      problems.warning(
          "unmerged-tensors",
          "modules",
          "%d tensors belong to none of the modules and are left out: %s."
              .formatted(
                  left.size(), String.join(", ", left.subList(0, Math.min(EXAMPLES, left.size())))),
          "Add a module default for what belongs to no other.");
    }
  }

  private void unknown(String module) {
    Set<String> parts = new LinkedHashSet<>();
    tensors.forEach(tensor -> parts.addAll(List.of(tensor.split("\\.")).subList(0, 1)));
    Optional<String> near = NearestName.of(module, parts);
    problems.error(
        "unknown-module",
        "modules." + module,
        "No tensor of the models belongs to a module " + module + ".",
        near.map(name -> "Did you mean " + name + "?")
            .orElse(
                "A module is a name that stands between dots in tensors' names, or default. They"
                    + " begin with "
                    + String.join(", ", parts)
                    + "."));
  }
}
