package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.licence.Licence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The YAML at the head of a model card, which catalogues read. */
final class FrontMatter {

  private FrontMatter() {}

  /**
   * The front matter with the lines that enclose it.
   *
   * @param library that can load the checkpoint, which takes a config
   * @param licence that the parents agree on
   */
  static String of(
      List<Parent> parents, String method, Optional<String> library, Optional<Licence> licence) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("base_model", baseModels(parents));
    entries.put("base_model_relation", "merge");
    library.ifPresent(name -> entries.put("library_name", name));
    licence.ifPresent(value -> putLicence(entries, value));
    entries.put("tags", Stream.of("mergefarm", "merge", "mergekit", method).distinct().toList());
    return "---\n" + yaml().dump(entries) + "---\n";
  }

  private static List<String> baseModels(List<Parent> parents) {
    return parents.stream()
        .flatMap(parent -> parent.identity().hubIds().stream())
        .distinct()
        .toList();
  }

  private static void putLicence(Map<String, Object> entries, Licence licence) {
    entries.put("license", licence.ids().size() == 1 ? licence.ids().getFirst() : licence.ids());
    licence.name().ifPresent(name -> entries.put("license_name", name));
    licence.link().ifPresent(link -> entries.put("license_link", link));
  }

  private static Yaml yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(options);
  }
}
