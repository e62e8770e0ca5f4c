package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.text.NearestName;
import io.mergefarm.planner.tokenizer.ChatTemplates;
import io.mergefarm.planner.tokenizer.TokenizerException;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import io.mergefarm.planner.tokenizer.TokenizerWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans the output's tokenizer and chat template, where the recipe says something of them. */
final class TokenizerPlanning {

  private static final String TEMPLATE = "chat_template";
  private static final String AUTO = "auto";

  private final Recipe recipe;
  private final Checkpoints checkpoints;
  private final ModelVocabularies vocabularies;
  private final Problems problems;
  private final Checkpoint start;
  private final Optional<OutputTokens> tokens;
  private final ModelTokenizer tokenizer;

  TokenizerPlanning(String mergeId, Recipe recipe, Checkpoints checkpoints, Problems problems) {
    this.recipe = recipe;
    this.checkpoints = checkpoints;
    this.vocabularies = new ModelVocabularies(checkpoints, problems);
    this.problems = problems;
    Optional<TokenSetting> setting =
        recipe.tokenizer().map(spec -> new TokenSetting(spec, checkpoints, vocabularies, problems));
    this.start = setting.map(TokenSetting::start).orElseGet(checkpoints::donor);
    this.tokens = setting.flatMap(found -> tokens(mergeId, found));
    this.tokenizer = start.tokenizer().with(write(recipe.chatTemplate().flatMap(this::template)));
  }

  private Optional<OutputTokens> tokens(String mergeId, TokenSetting setting) {
    return setting
        .vocabulary()
        .map(
            vocabulary ->
                new OutputTokens(
                    mergeId,
                    recipe.name(),
                    vocabulary,
                    setting,
                    vocabularies,
                    checkpoints,
                    problems));
  }

  /** The model whose tokenizer the output's begins with. */
  Checkpoint start() {
    return start;
  }

  /** How embeddings are brought into the output's order; empty where they stay as they are. */
  Optional<OutputTokens> tokens() {
    return tokens;
  }

  /** The document as it is planned. */
  PlannedStage planned(List<NamedExpression> tensors, Optional<ObjectNode> config) {
    return new PlannedStage(
        checkpoints.donor().kind(),
        tensors,
        config,
        tokenizer,
        tokens.map(OutputTokens::filled),
        tokens.map(OutputTokens::tables).orElse(Map.of()));
  }

  /** What the config says of tokens. */
  VocabularyConfig config(List<NamedExpression> tensors) {
    return VocabularyConfig.of(tensors, checkpoints.donor(), tokens.isPresent(), start);
  }

  private Map<String, byte[]> write(Optional<String> template) {
    try {
      return new TokenizerWriter(start.tokenizer().files())
          .write(tokens.map(OutputTokens::vocabulary), template);
    } catch (TokenizerException e) {
      unusable(start, e);
      return Map.of();
    }
  }

  private Optional<String> template(String setting) {
    if (setting.equals(AUTO)) {
      return mostFrequentTemplate();
    }
    Optional<String> template =
        ChatTemplates.named(setting)
            .or(() -> Optional.of(setting).filter(ChatTemplates::plausible));
    if (template.isEmpty()) {
      problems.error(
          "invalid-chat-template",
          TEMPLATE,
          "This is neither the name of a chat template nor Jinja text.",
          NearestName.of(setting, ChatTemplates.NAMES)
              .map(name -> "Did you mean " + name + "?")
              .orElse(
                  "Write auto, %s or a template."
                      .formatted(String.join(", ", ChatTemplates.NAMES))));
    }
    return template;
  }

  private Optional<String> mostFrequentTemplate() {
    List<TokenizerFiles> models =
        checkpoints.merged().stream().map(model -> model.tokenizer().files()).toList();
    try {
      Optional<String> template = ChatTemplates.mostFrequent(models);
      if (template.isEmpty()) {
        problems.warning("no-chat-template", TEMPLATE, "No model has a chat template.");
      }
      return template;
    } catch (TokenizerException e) {
      unusable(checkpoints.donor(), e);
      return Optional.empty();
    }
  }

  private void unusable(Checkpoint checkpoint, TokenizerException e) {
    problems.error(
        "tokenizer-unusable",
        checkpoints.path(checkpoint),
        "The tokenizer of %s can not be used: %s.".formatted(checkpoint.model(), e.getMessage()));
  }
}
