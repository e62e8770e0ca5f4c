package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Deviates.Distribution;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Mixture.Expert;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.safetensors.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a mixture: those of the base, but in the place of its feed-forward parts those of
 * the experts, with gates that choose among them.
 */
final class MixtureTensors {

  private static final String FEED_FORWARD = "mlp.";
  private static final String WEIGHT = ".weight";
  private static final List<String> BIASED =
      List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj");

  private final Recipe recipe;
  private final Mixture mixture;
  private final MixtureLayout layout;
  private final Checkpoints checkpoints;
  private final ResultTypes results;
  private final MixtureGates gates;
  private final RowTables rows;
  private final Problems problems;
  private final Checkpoint base;
  private final List<NamedExpression> tensors = new ArrayList<>();

  MixtureTensors(
      Recipe recipe,
      Mixture mixture,
      MixtureLayout layout,
      Checkpoints checkpoints,
      ResultTypes results,
      MixtureGates gates,
      RowTables rows,
      Problems problems) {
    this.recipe = recipe;
    this.mixture = mixture;
    this.layout = layout;
    this.checkpoints = checkpoints;
    this.results = results;
    this.gates = gates;
    this.rows = rows;
    this.problems = problems;
    this.base = checkpoints.donor();
  }

  /** All of them, in the order of the base; incomplete, with problems, where some are missing. */
  List<NamedExpression> build() {
    Optional<String> stack = base.mainStack();
    if (stack.isEmpty() || base.embedding().isEmpty() || width() == 0) {
      problems.error(
          "unfit-experts",
          "base_model",
          "%s has no layers with an %sup_proj.weight, or no embedding."
              .formatted(base.model(), FEED_FORWARD));
      return tensors;
    }
    for (String name : base.names()) {
      Optional<LayerName> layer =
          LayerName.of(name).filter(found -> found.stack().equals(stack.get()));
      layer.ifPresentOrElse(this::addOfLayer, () -> copy(name));
    }
    return tensors;
  }

  /** The width of an expert; 0 where the base has no feed-forward parts. */
  long width() {
    return base.names().stream()
        .filter(name -> name.endsWith("." + FEED_FORWARD + "up_proj" + WEIGHT))
        .findFirst()
        .flatMap(base::tensor)
        .map(tensor -> tensor.shape().dimensions().getFirst())
        .orElse(0L);
  }

  private void addOfLayer(LayerName name) {
    Optional<String> projection =
        MixtureLayout.PROJECTIONS.stream()
            .filter(known -> name.rest().equals(FEED_FORWARD + known + WEIGHT))
            .findFirst();
    if (projection.isPresent()) {
      addExperts(name, projection.get());
    } else if (name.rest().startsWith(FEED_FORWARD)) {
      problems.error(
          "unfit-experts",
          "base_model",
          "%s has %s, which %s has no place for."
              .formatted(base.model(), name.rest(), layout.title()));
    } else {
      copy(full(name, name.rest()));
      addBias(name);
    }
  }

  private void addExperts(LayerName name, String projection) {
    String inModels = full(name, name.rest());
    for (int i = 0; i < mixture.experts().size(); i++) {
      add(
          full(name, layout.expert(i, projection)),
          "experts[" + i + "]",
          mixture.experts().get(i),
          inModels);
    }
    for (Expert shared : mixture.sharedExperts()) {
      add(full(name, layout.sharedExpert(projection)), "shared_experts[0]", shared, inModels);
    }
    if (projection.equals(MixtureLayout.PROJECTIONS.getFirst())) {
      addGates(name, inModels);
    }
  }

  private void addGates(LayerName name, String like) {
    DType dtype = results.of(List.of(input("base_model", base, like).orElseThrow()));
    tensors.add(
        new NamedExpression(
            full(name, layout.gate()), gates.of("experts", mixture.experts(), dtype)));
    layout
        .sharedGate()
        .ifPresent(
            gate ->
                tensors.add(
                    new NamedExpression(
                        full(name, gate),
                        gates.of("shared_experts", mixture.sharedExperts(), dtype))));
  }

  private void add(String name, String path, Expert expert, String inModel) {
    Checkpoint model = checkpoints.get(expert.model());
    Optional<InputTensor> found = input(path + ".source_model", model, inModel);
    InputTensor ofBase = input("base_model", base, inModel).orElseThrow();
    if (found.isEmpty()) {
      problems.error(
          "missing-tensor",
          path + ".source_model",
          "%s lacks %s, which the base has.".formatted(model.model(), inModel));
    } else if (!found.get().hasShapeOf(ofBase) || !found.get().dtype().arithmetic()) {
      problems.error(
          "shape-mismatch",
          path + ".source_model",
          "%s is %s %s, in %s %s %s."
              .formatted(
                  inModel,
                  found.get().dtype(),
                  found.get().shape(),
                  base.model(),
                  ofBase.dtype(),
                  ofBase.shape()));
    } else {
      tensors.add(new NamedExpression(name, weights(expert, found.get())));
    }
  }

  /** An expert's matrix, with noise and scaled as the recipe says. */
  private TensorExpression weights(Expert expert, InputTensor input) {
    boolean last = input.name().endsWith(FEED_FORWARD + "down_proj" + WEIGHT);
    double scale = last ? expert.residualScale() : 1;
    DType result = results.of(List.of(input));
    TensorExpression own = read(input.expression());
    if (expert.noiseScale() == 0) {
      return scale == 1
          ? cast(own, result)
          : new Merge(
              BuiltInMethods.PASSTHROUGH.name(),
              result,
              Parameters.NONE,
              Quirks.NONE,
              List.of(operand(expert, own, "scale", scale)));
    }
    TensorExpression noise =
        new Deviates(DType.F32, own.shape(), Distribution.NORMAL, expert.model().text());
    return new Merge(
        BuiltInMethods.LINEAR.name(),
        result,
        Parameters.of(Map.of("normalize", 0.0)),
        Quirks.NONE,
        List.of(
            operand(expert, own, "weight", scale),
            operand(expert, noise, "weight", scale * expert.noiseScale())));
  }

  private static Operand operand(
      Expert expert, TensorExpression expression, String parameter, double value) {
    return new Operand(
        expert.model().text(), expression, false, Parameters.of(Map.of(parameter, value)));
  }

  /** Queries, keys and values of a layout with biases have zeros where the base has none. */
  private void addBias(LayerName name) {
    String part =
        name.rest().endsWith(WEIGHT)
            ? name.rest().substring(0, name.rest().length() - WEIGHT.length())
            : "";
    String bias = full(name, part + ".bias");
    if (layout.needsBiases() && BIASED.contains(part) && base.tensor(bias).isEmpty()) {
      InputTensor weight = input("base_model", base, full(name, name.rest())).orElseThrow();
      tensors.add(
          new NamedExpression(bias, rows.zeros(results.of(List.of(weight)), weight.rows())));
    }
  }

  private void copy(String name) {
    InputTensor input = input("base_model", base, name).orElseThrow();
    tensors.add(
        new NamedExpression(
            name,
            input.dtype().arithmetic()
                ? cast(read(input.expression()), results.of(List.of(input)))
                : input.expression()));
  }

  private static Optional<InputTensor> input(String path, Checkpoint model, String name) {
    return model
        .tensor(name)
        .map(
            tensor ->
                new InputTensor(new SliceInput(path, model, false, 0, List.of()), name, tensor));
  }

  private static String full(LayerName name, String rest) {
    return LayerName.join(name.stack(), name.layer(), rest);
  }

  private TensorExpression read(TensorExpression expression) {
    return recipe.dtype().map(dtype -> cast(expression, dtype)).orElse(expression);
  }

  private static TensorExpression cast(TensorExpression expression, DType dtype) {
    return expression.dtype() == dtype ? expression : new Cast(dtype, expression);
  }
}
