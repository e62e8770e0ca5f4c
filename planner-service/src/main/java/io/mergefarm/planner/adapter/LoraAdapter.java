package io.mergefarm.planner.adapter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.planner.adapter.AdapterProblem.Kind;
import io.mergefarm.planner.adapter.AdapterTensorName.Role;
import io.mergefarm.planner.adapter.ModuleUpdate.UnfitException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter on its way to a model. Tensors that were trained as a whole take the place of the
 * model's; to matrices their products are added, scaled as the config has it.
 */
public final class LoraAdapter {

  private final String model;
  private final ObjectNode config;
  private final Map<String, Map<Role, TensorExpression>> modules = new LinkedHashMap<>();
  private final Map<String, TensorExpression> replacements = new LinkedHashMap<>();
  private final List<String> unknown = new ArrayList<>();
  private final List<String> unmatched = new ArrayList<>();
  private final List<String> incomplete = new ArrayList<>();
  private final List<String> unfit = new ArrayList<>();
  private final Map<String, TensorExpression> changed = new LinkedHashMap<>();

  private LoraAdapter(String model, ObjectNode config, Map<String, TensorExpression> tensors) {
    this.model = model;
    this.config = config;
    tensors.forEach(this::sort);
  }

  /**
   * Applies an adapter.
   *
   * @param name of the model with the adapter, as the recipe writes it
   * @param config the adapter's {@code adapter_config.json}
   * @param tensors of the adapter, by name
   */
  public static Adaptation apply(
      String name, ObjectNode config, Map<String, TensorExpression> tensors, AdaptedModel to) {
    return new LoraAdapter(name, config, tensors).applied(to);
  }

  private void sort(String name, TensorExpression tensor) {
    AdapterTensorName part = AdapterTensorName.of(name);
    TensorExpression earlier =
        switch (part.role()) {
          case UNKNOWN -> tensor;
          case REPLACEMENT -> replacements.put(part.module(), tensor);
          default ->
              modules
                  .computeIfAbsent(part.module(), module -> new EnumMap<>(Role.class))
                  .put(part.role(), tensor);
        };
    if (earlier != null) {
      unknown.add(name);
    }
  }

  private Adaptation applied(AdaptedModel to) {
    LoraSettings settings;
    try {
      settings = LoraSettings.of(config);
    } catch (IllegalArgumentException e) {
      return new Adaptation(Map.of(), List.of(new AdapterProblem(Kind.CONFIG, e.getMessage())));
    }
    NameShift names = NameShift.between(modules.keySet(), to.names());
    replacements.forEach((name, tensor) -> replace(names.of(name), tensor, to));
    modules.forEach(
        (module, tensors) -> update(new ModuleUpdate(module, tensors, settings), names, to));
    return new Adaptation(changed, problems());
  }

  private void replace(String name, TensorExpression tensor, AdaptedModel to) {
    Optional<TensorExpression> replaced = to.tensor(name);
    if (replaced.isEmpty()) {
      unmatched.add(name);
    } else if (!alike(replaced.get(), tensor)) {
      unfit.add(
          "%s is %s, in the model %s"
              .formatted(name, description(tensor), description(replaced.get())));
    } else {
      boolean same = replaced.get().dtype() == tensor.dtype();
      changed.put(name, same ? tensor : new Cast(replaced.get().dtype(), tensor));
    }
  }

  private static boolean alike(TensorExpression one, TensorExpression other) {
    return one.shape().equals(other.shape())
        && (one.dtype() == other.dtype()
            || (one.dtype().arithmetic() && other.dtype().arithmetic()));
  }

  private static String description(TensorExpression tensor) {
    return tensor.dtype() + " " + tensor.shape();
  }

  private void update(ModuleUpdate update, NameShift names, AdaptedModel to) {
    Optional<String> gap = update.gap();
    String weight = names.of(update.module() + ".weight");
    Optional<TensorExpression> matrix = present(weight, to);
    if (gap.isPresent()) {
      incomplete.add(gap.get());
    } else if (matrix.isEmpty()) {
      unmatched.add(update.module());
    } else {
      try {
        changed.put(weight, update.of(matrix.get()));
      } catch (UnfitException e) {
        unfit.add(e.getMessage());
      }
    }
    shift(update, names.of(update.module() + ".bias"), to);
  }

  /** A tensor that may be replaced already. */
  private Optional<TensorExpression> present(String name, AdaptedModel to) {
    return Optional.ofNullable(changed.get(name)).or(() -> to.tensor(name));
  }

  /** The second factor may have a bias, which is scaled like the product. */
  private void shift(ModuleUpdate update, String name, AdaptedModel to) {
    TensorExpression change = update.tensors().get(Role.BIAS);
    if (change == null) {
      return;
    }
    Optional<TensorExpression> bias = present(name, to);
    if (bias.isEmpty()) {
      unmatched.add(update.module() + " (its lora_B.bias)");
    } else if (!alike(bias.get(), change) || !change.dtype().arithmetic()) {
      unfit.add(
          "lora_B.bias of %s is %s, in the model %s"
              .formatted(update.module(), description(change), description(bias.get())));
    } else {
      double scale = update.settings().scale(update.module());
      changed.put(name, sum(bias.get(), change, scale));
    }
  }

  private Merge sum(TensorExpression bias, TensorExpression change, double scale) {
    return new Merge(
        BuiltInMethods.LINEAR.name(),
        bias.dtype(),
        Parameters.of(Map.of("normalize", 0.0)),
        Quirks.NONE,
        List.of(operand(bias, 1), operand(change, scale)));
  }

  private Operand operand(TensorExpression tensor, double weight) {
    return new Operand(model, tensor, false, Parameters.of(Map.of("weight", weight)));
  }

  private List<AdapterProblem> problems() {
    List<AdapterProblem> problems = new ArrayList<>();
    add(problems, Kind.TENSORS, "it has tensors of an unknown kind", unknown);
    add(problems, Kind.TENSORS, "the model has nothing that parts of it would change", unmatched);
    add(problems, Kind.TENSORS, "it is incomplete", incomplete);
    add(problems, Kind.SHAPES, "parts of it do not fit the model", unfit);
    if (changed.isEmpty() && problems.isEmpty()) {
      problems.add(new AdapterProblem(Kind.TENSORS, "it has no tensors"));
    }
    return problems;
  }

  private static void add(
      List<AdapterProblem> problems, Kind kind, String what, List<String> items) {
    if (!items.isEmpty()) {
      problems.add(AdapterProblem.of(kind, what, items));
    }
  }
}
