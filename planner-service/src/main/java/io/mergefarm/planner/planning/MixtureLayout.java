package io.mergefarm.planner.planning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an architecture with experts names the tensors that dense models do not have, as its
 * checkpoints on the hub do: one tensor for each expert.
 */
enum MixtureLayout {
  MIXTRAL(
      "Mixtral",
      "llama, mistral",
      "block_sparse_moe.experts.%d.%s.weight",
      Optional.empty(),
      "block_sparse_moe.gate.weight",
      Optional.empty()),
  DEEPSEEK(
      "DeepSeek MoE",
      "llama, mistral",
      "mlp.experts.%d.%s.weight",
      Optional.of("mlp.shared_experts.%s.weight"),
      "mlp.gate.weight",
      Optional.empty()),
  QWEN(
      "Qwen MoE",
      "llama, mistral, qwen2",
      "mlp.experts.%d.%s.weight",
      Optional.of("mlp.shared_expert.%s.weight"),
      "mlp.gate.weight",
      Optional.of("mlp.shared_expert_gate.weight")),
  QWEN3(
      "Qwen3 MoE",
      "qwen3",
      "mlp.experts.%d.%s.weight",
      Optional.empty(),
      "mlp.gate.weight",
      Optional.empty());

  /** The three matrices of a dense model's feed-forward part. */
  static final List<String> PROJECTIONS = List.of("gate_proj", "up_proj", "down_proj");

  /** What Mixtral calls them. */
  private static final Map<String, String> NUMBERED =
      Map.of("gate_proj", "w1", "down_proj", "w2", "up_proj", "w3");

  private final String title;
  private final String modelTypes;
  private final String expert;
  private final Optional<String> shared;
  private final String gate;
  private final Optional<String> sharedGate;

  MixtureLayout(
      String title,
      String modelTypes,
      String expert,
      Optional<String> shared,
      String gate,
      Optional<String> sharedGate) {
    this.title = title;
    this.modelTypes = modelTypes;
    this.expert = expert;
    this.shared = shared;
    this.gate = gate;
    this.sharedGate = sharedGate;
  }

  /** Those whose names begin as a recipe says, in the order in which they are preferred. */
  static List<MixtureLayout> named(String beginning) {
    return Arrays.stream(values())
        .filter(
            layout ->
                layout
                    .title
                    .toLowerCase(Locale.ROOT)
                    .startsWith(beginning.toLowerCase(Locale.ROOT)))
        .toList();
  }

  String title() {
    return title;
  }

  /**
   * Why models can not be put together so; empty where they can.
   *
   * @param types of the models, of which there are no others
   * @param sharedExperts how many there are
   */
  Optional<String> objection(Set<String> types, int sharedExperts) {
    if (!List.of(modelTypes.split(", ")).containsAll(types)) {
      return Optional.of(
          "it is made of models of the types %s, not %s"
              .formatted(modelTypes, String.join(", ", types.stream().sorted().toList())));
    }
    if (this == MIXTRAL && types.size() > 1) {
      return Optional.of("all its models are of one type");
    }
    boolean rightNumber =
        sharedGate.isPresent() ? sharedExperts == 1 : sharedExperts <= (shared.isPresent() ? 1 : 0);
    return rightNumber
        ? Optional.empty()
        : Optional.of(
            "it has %s, not %d"
                .formatted(
                    sharedGate.isPresent()
                        ? "exactly one shared expert"
                        : shared.isPresent() ? "at most one shared expert" : "no shared experts",
                    sharedExperts));
  }

  /** The name within a layer of an expert's matrix. */
  String expert(int number, String projection) {
    String name = this == MIXTRAL ? NUMBERED.get(projection) : projection;
    return expert.formatted(number, name);
  }

  /** The name within a layer of the shared expert's matrix. */
  String sharedExpert(String projection) {
    return shared.orElseThrow().formatted(projection);
  }

  /** The name within a layer of the matrix with a row for each expert. */
  String gate() {
    return gate;
  }

  /** The name within a layer of the shared expert's gate, where it has one. */
  Optional<String> sharedGate() {
    return sharedGate;
  }

  /** Whether queries, keys and values have biases. */
  boolean needsBiases() {
    return this == QWEN;
  }
}
