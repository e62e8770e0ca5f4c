package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.planner.planning.Arrangement.Modular;
import io.mergefarm.planner.planning.Arrangement.Stacked;
import io.mergefarm.planner.planning.Arrangement.WholeModels;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The output's {@code config.json}: the donor's, set right for what is written. */
final class OutputConfig {

  private static final List<String> DTYPE_KEYS = List.of("dtype", "torch_dtype");
  private static final String CODE = "auto_map";

  private final Checkpoint donor;
  private final Problems problems;

  OutputConfig(Checkpoint donor, Problems problems) {
    this.donor = donor;
    this.problems = problems;
  }

  /**
   * Makes the config.
   *
   * @param tensors what is written
   * @param head whether a head of its own is written
   * @param vocabulary what it says of tokens
   * @return empty where the donor has no config
   */
  Optional<ObjectNode> build(
      Arrangement arrangement,
      List<NamedExpression> tensors,
      boolean head,
      VocabularyConfig vocabulary) {
    if (donor.configFile().isEmpty()) {
      return Optional.empty();
    }
    ObjectNode root = donor.configFile().get().deepCopy();
    donor
        .reference()
        .overrideArchitecture()
        .ifPresent(name -> root.putArray("architectures").add(name));
    ModelConfig config = new ModelConfig(root);
    mostWritten(tensors).ifPresent(type -> writeDType(root, type));
    if (head && donor.tied()) {
      untie(config);
    }
    stack(config, arrangement);
    vocabulary.write(config);
    dropCode(root);
    return Optional.of(root);
  }

  /** The dtype of computing that takes the most bytes. */
  private static Optional<DType> mostWritten(List<NamedExpression> tensors) {
    Map<DType, Long> bytes = new EnumMap<>(DType.class);
    tensors.stream()
        .filter(tensor -> tensor.expression().dtype().arithmetic())
        .forEach(tensor -> bytes.merge(tensor.expression().dtype(), tensor.byteSize(), Long::sum));
    return bytes.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  private static void writeDType(ObjectNode root, DType dtype) {
    if (DTYPE_KEYS.stream().noneMatch(root::has)) {
      root.put(DTYPE_KEYS.getFirst(), name(dtype));
    }
    replaceDType(root, name(dtype));
  }

  /** The parts of a model have dtypes of their own. */
  private static void replaceDType(ObjectNode node, String dtype) {
    DTYPE_KEYS.stream().filter(node::has).forEach(key -> node.put(key, dtype));
    for (JsonNode child : node) {
      if (child instanceof ObjectNode part && DTYPE_KEYS.stream().anyMatch(part::has)) {
        replaceDType(part, dtype);
      }
    }
  }

  private static String name(DType dtype) {
    return switch (dtype) {
      case F64 -> "float64";
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      default -> dtype.name().toLowerCase(Locale.ROOT);
    };
  }

  private void untie(ModelConfig config) {
    List<ObjectNode> tied =
        config.parts().stream().filter(part -> part.path(ModelConfig.TIED).asBoolean()).toList();
    tied.forEach(part -> part.set(ModelConfig.TIED, BooleanNode.FALSE));
    if (tied.isEmpty() && !donor.hasHead()) {
      config.parts().getFirst().set(ModelConfig.TIED, BooleanNode.FALSE);
    }
  }

  private void stack(ModelConfig config, Arrangement arrangement) {
    switch (arrangement) {
      case WholeModels whole -> {}
      case Stacked stacked -> stack(config, stacked);
      case Modular modular -> modular.parts().forEach(part -> stack(config, part));
    }
  }

  private void stack(ModelConfig config, Stacked stacked) {
    int donorLayers = donor.layers().layers(stacked.stack());
    Optional<LayerCount> count = config.layerCount(stacked.stack(), donorLayers);
    if (count.isEmpty()) {
      problems.warning(
          "layers-not-in-config",
          "slices",
          "The config of %s gives no number of layers that is %d, so it is carried as it is."
              .formatted(donor.model(), donorLayers));
      return;
    }
    ObjectNode owner = count.get().owner();
    owner.put(count.get().key(), stacked.layers());
    new LayerLists(stacked.stack(), donorLayers).stack(owner, stacked);
  }

  private void dropCode(ObjectNode root) {
    if (root.remove(CODE) != null) {
      problems.warning(
          "code-not-carried",
          "",
          "%s brings code of its own (auto_map in config.json), which the output does not carry."
              .formatted(donor.model()));
    }
  }
}
