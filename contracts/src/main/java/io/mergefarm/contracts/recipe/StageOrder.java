package io.mergefarm.contracts.recipe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the documents of a recipe into the order in which they are computed. The output is the
 * document without a name, or else the last; the others are stages, which it names as models.
 */
final class StageOrder {

  /** What one tensor may be computed from; stages of stages grow exponentially. */
  private static final long MOST_MODELS = 1000;

  private final List<Recipe> documents;
  private final Findings findings;
  private final Map<String, Recipe> byName = new HashMap<>();

  /** The models that a document comes down to; while it is visited, none. */
  private final Map<String, Long> sizes = new HashMap<>();

  private final Map<String, Recipe> ordered = new LinkedHashMap<>();

  StageOrder(List<Recipe> documents, Findings findings) {
    this.documents = documents;
    this.findings = findings;
  }

  /** The stages that the output needs, the output last. */
  List<Recipe> stages() {
    if (documents.size() < 2) {
      return documents;
    }
    documents.forEach(this::name);
    visit(output());
    List<Recipe> stages = List.copyOf(ordered.values());
    documents.stream()
        .filter(document -> !sizes.containsKey(document.path()))
        .forEach(this::unused);
    return stages;
  }

  private void name(Recipe document) {
    Optional<Recipe> first = document.name().map(name -> byName.putIfAbsent(name, document));
    if (first.isPresent()) {
      error(
          document.path() + "name",
          "duplicate-name",
          "Two documents are called '" + Excerpt.of(document.name().orElseThrow()) + "'.",
          "Give each a name of its own.");
    }
  }

  private Recipe output() {
    List<Recipe> unnamed =
        documents.stream().filter(document -> document.name().isEmpty()).toList();
    for (int i = 1; i < unnamed.size(); i++) {
      error(
          unnamed.get(i).path() + "merge_method",
          "unnamed-stage",
          "More than one document has no name, and only the output may have none.",
          "Give it a name, by which another document refers to it.");
    }
    return unnamed.isEmpty() ? documents.getLast() : unnamed.getFirst();
  }

  private void unused(Recipe document) {
    if (document.name().isPresent()) {
      findings.warning(
          "unused-stage",
          document.path() + "name",
          findings.placeOf(document.path() + "name"),
          "No other document that the output needs names this one, so it is not merged.",
          Optional.empty());
    }
    visit(document);
  }

  private void visit(Recipe document) {
    sizes.put(document.path(), 0L);
    long size = 0;
    for (ModelMention mention : parts(document)) {
      Optional<Recipe> stage = ParsedRecipe.stage(mention.model(), byName);
      size += stage.map(next -> size(document, mention, next)).orElse(1L);
    }
    if (size > MOST_MODELS) {
      error(
          document.path() + "merge_method",
          "too-complex",
          "Through its stages this merge comes down to more than " + MOST_MODELS + " models.",
          "Merge a stage by itself and name the result as a model.");
    }
    sizes.put(document.path(), Math.min(size, MOST_MODELS + 1));
    ordered.put(document.path(), document);
  }

  /** Where the document first mentions each model and adapter. */
  private static List<ModelMention> parts(Recipe document) {
    Map<ModelReference, ModelMention> mentions = new LinkedHashMap<>();
    for (ModelMention mention : ModelMention.of(document)) {
      for (ModelReference part : mention.model().parts()) {
        mentions.putIfAbsent(part, new ModelMention(mention.path(), part));
      }
    }
    return new ArrayList<>(mentions.values());
  }

  private long size(Recipe document, ModelMention mention, Recipe stage) {
    if (!sizes.containsKey(stage.path())) {
      visit(stage);
    } else if (!ordered.containsKey(stage.path())) {
      error(
          document.path() + mention.path(),
          "stage-cycle",
          "The documents go round in a circle: '%s' is made from itself."
              .formatted(Excerpt.of(mention.model().path())),
          "Let each document name only such as do not need it.");
    }
    return sizes.get(stage.path());
  }

  private void error(String path, String code, String message, String fix) {
    findings.error(code, path, findings.placeOf(path), message, Optional.of(fix));
  }
}
