package io.mergefarm.standalone.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.standalone.lora.ExtractedTensor.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The {@code adapter_config.json} of an extracted adapter. All products have a scale of one. */
final class ExtractedConfig {

  private static final String WEIGHT = ".weight";

  private final SourceIndex base;
  private final ExtractionReport report;
  private final boolean inputFirst;

  /**
   * A config.
   *
   * @param inputFirst whether the base keeps matrices as input by output
   */
  ExtractedConfig(SourceIndex base, ExtractionReport report, boolean inputFirst) {
    this.base = base;
    this.report = report;
    this.inputFirst = inputFirst;
  }

  void write(Path folder) throws IOException {
    Path file = folder.resolve(CheckpointKind.ADAPTER.config());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json());
  }

  private ObjectNode json() {
    int rank = report.largestRank();
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.put("peft_type", "LORA");
    task().ifPresent(task -> config.put("task_type", task));
    config.put("base_model_name_or_path", origin());
    config.put("r", rank);
    config.put("lora_alpha", rank);
    config.put("lora_dropout", 0.0);
    config.put("bias", whole().anyMatch(name -> !name.endsWith(WEIGHT)) ? "all" : "none");
    config.put("fan_in_fan_out", inputFirst);
    config.put("inference_mode", true);
    config.put("init_lora_weights", true);
    list(config.putArray("target_modules"), factored());
    list(config.putArray("modules_to_save"), whole().filter(name -> name.endsWith(WEIGHT)));
    patterns(config.putObject("rank_pattern"), rank);
    patterns(config.putObject("alpha_pattern"), rank);
    return config;
  }

  private Optional<String> task() {
    return base.config()
        .map(config -> config.path("architectures").path(0).asText())
        .filter(name -> name.endsWith("ForCausalLM"))
        .map(name -> "CAUSAL_LM");
  }

  private String origin() {
    return base.config()
        .map(config -> config.path("_name_or_path").asText())
        .filter(name -> !name.isBlank())
        .orElse(base.model());
  }

  private Stream<String> factored() {
    return report.of(Form.FACTORS).stream().map(ExtractedTensor::tensor);
  }

  private Stream<String> whole() {
    return report.of(Form.WHOLE).stream().map(ExtractedTensor::tensor);
  }

  /** The last parts of the names of modules, each once. */
  private static void list(ArrayNode list, Stream<String> tensors) {
    TreeSet<String> modules = new TreeSet<>();
    tensors.map(ExtractedConfig::module).forEach(name -> modules.add(lastPart(name)));
    modules.forEach(list::add);
  }

  private void patterns(ObjectNode patterns, int usual) {
    report.of(Form.FACTORS).stream()
        .filter(tensor -> tensor.rank() != usual)
        .forEach(tensor -> patterns.put(module(tensor.tensor()), tensor.rank()));
  }

  static String module(String tensor) {
    return tensor.substring(0, tensor.lastIndexOf('.'));
  }

  private static String lastPart(String module) {
    return module.substring(module.lastIndexOf('.') + 1);
  }
}
