package io.mergefarm.assembler.checkpoint;

import io.mergefarm.assembler.checkpoint.UsedParameters.Range;
import io.mergefarm.contracts.licence.Licence;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.Reference;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.source.CheckpointKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Writes the model card, {@code README.md}: what was merged, how, and how to load it. */
final class ModelCard {

  static final String FILE = "README.md";

  private final SealedMerge merge;
  private final Optional<MethodDescriptor> method;
  private final List<Parent> parents;
  private final SortedMap<String, Range> parameters;

  /**
   * A card.
   *
   * @param method absent where this process does not have the method
   * @param parents in the order of the plan's sources
   * @param parameters of the merge as a whole
   */
  ModelCard(
      SealedMerge merge,
      Optional<MethodDescriptor> method,
      List<Parent> parents,
      SortedMap<String, Range> parameters) {
    this.merge = merge;
    this.method = method;
    this.parents = List.copyOf(parents);
    this.parameters = parameters;
  }

  String text() {
    return FrontMatter.of(parents, merge.plan().method(), library(), agreedLicence())
        + "\n# "
        + Markdown.text(merge.name())
        + "\n\n"
        + introduction()
        + licenceWarning()
        + "\n## Method\n\n"
        + methodSection()
        + "\n## Models\n\n"
        + modelTable()
        + "\n## Recipe\n\n"
        + Markdown.block("yaml", merge.recipe())
        + "\n## How to load it\n\n"
        + Markdown.block("python", new LoadingExample(merge).code())
        + "\n## Where it comes from\n\n"
        + provenance();
  }

  private Optional<String> library() {
    return merge
        .plan()
        .config()
        .map(
            config ->
                switch (merge.donor().kind()) {
                  case MODEL -> "transformers";
                  case ADAPTER -> "peft";
                });
  }

  private String introduction() {
    String what = merge.donor().kind() == CheckpointKind.ADAPTER ? "adapter" : "model";
    return "A merge of "
        + (parents.size() == 1 ? "one " + what : parents.size() + " " + what + "s")
        + ", made by "
        + Markdown.text(merge.plan().software())
        + ".\n";
  }

  /** The licence of all parents, or empty where they differ or one names none. */
  private Optional<Licence> agreedLicence() {
    return new HashSet<>(parents.stream().map(Parent::licence).toList()).size() == 1
        ? parents.getFirst().licence()
        : Optional.empty();
  }

  private String licenceWarning() {
    if (agreedLicence().isPresent()) {
      return "";
    }
    String said =
        parents.stream()
            .map(parent -> Markdown.code(parent.identity().shown()) + ": " + said(parent))
            .collect(Collectors.joining("; "));
    return "\n> **Warning:** this card names no licence, since the merged models do not agree on"
        + " one. Their cards say: "
        + said
        + ". Find out what they allow before you use or share this model.\n";
  }

  private static String said(Parent parent) {
    return parent.licence().map(Licence::toString).map(Markdown::code).orElse("nothing");
  }

  private String methodSection() {
    String name = Markdown.code(merge.plan().method());
    String summary = method.map(known -> ": " + Markdown.text(known.summary())).orElse("");
    String paper =
        method
            .flatMap(MethodDescriptor::reference)
            .map(reference -> "\nPaper: " + link(reference) + "\n")
            .orElse("");
    String values = parameters.isEmpty() ? "" : "\nParameters: " + values(parameters) + ".\n";
    return name + summary + "\n" + paper + values;
  }

  private static String link(Reference reference) {
    return "[" + Markdown.text(reference.title()) + "](<" + reference.uri().toASCIIString() + ">)";
  }

  private String modelTable() {
    StringBuilder table =
        new StringBuilder("| model | role | revision | parameters |\n| --- | --- | --- | --- |\n");
    for (Parent parent : parents) {
      table.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  Markdown.code(parent.identity().shown()),
                  parent.base() ? "base" : "",
                  Markdown.code(parent.revision()),
                  values(parent.parameters())));
    }
    return table.toString();
  }

  private String values(SortedMap<String, Range> ranges) {
    return ranges.entrySet().stream().map(this::value).collect(Collectors.joining(", "));
  }

  private String value(Map.Entry<String, Range> parameter) {
    Range range = parameter.getValue();
    String least = number(parameter.getKey(), range.least());
    String greatest = number(parameter.getKey(), range.greatest());
    String text = least.equals(greatest) ? least : least + " to " + greatest;
    return Markdown.text(parameter.getKey()) + " " + text;
  }

  private String number(String parameter, double value) {
    boolean flag =
        method
            .flatMap(known -> known.parameter(parameter))
            .map(ParameterDescriptor::type)
            .filter(ParameterDescriptor.Type.BOOLEAN::equals)
            .isPresent();
    if (flag) {
      return String.valueOf(value != 0);
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private String provenance() {
    MergePlan plan = merge.plan();
    return "[%s](%s) lists every input and output tensor with its digest, the digest of the recipe and the seed (%d). The same recipe on the same inputs gives the same bytes: run it again with %s and compare.\n"
        .formatted(
            MergeManifest.FILE, MergeManifest.FILE, plan.seed(), Markdown.text(plan.software()));
  }
}
