package io.mergefarm.assembler.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.source.SourceIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How published files name a model. A repository is named as the recipe does. Of a local folder
 * only its own name is told, since the path is the affair of the machine that merged; catalogues
 * would look it up in vain. Its config often tells which repository it was loaded from ({@code
 * _name_or_path}), or is for; then that one is the parent.
 *
 * @param shown the name for people
 * @param hubIds the repositories, as {@code owner/name}, that a catalogue can look up; more than
 *     one for a model with an adapter, none for a local folder of unknown origin
 */
record ModelIdentity(String shown, List<String> hubIds) {

  private static final Pattern HUB_ID =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

  static ModelIdentity of(PlannedSource planned, SourceIndex index) {
    if ("file".equals(index.location().getScheme())) {
      return new ModelIdentity(
          folderName(index), origin(index).filter(ModelIdentity::hubId).toList());
    }
    Stream<String> references =
        Arrays.stream(planned.model().split("\\+", -1)).map(part -> part.split("@", -1)[0]);
    return new ModelIdentity(planned.model(), references.filter(ModelIdentity::hubId).toList());
  }

  private static boolean hubId(String name) {
    return HUB_ID.matcher(name).matches();
  }

  private static Stream<String> origin(SourceIndex index) {
    String key =
        switch (index.kind()) {
          case MODEL -> "_name_or_path";
          case ADAPTER -> "base_model_name_or_path";
        };
    return index.config().map(config -> config.path(key)).stream()
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue);
  }

  private static String folderName(SourceIndex index) {
    String path = Optional.ofNullable(index.location().getPath()).orElse("");
    return Arrays.stream(path.split("/", -1))
        .filter(segment -> !segment.isEmpty())
        .reduce((first, second) -> second)
        .orElse("local folder");
  }
}
