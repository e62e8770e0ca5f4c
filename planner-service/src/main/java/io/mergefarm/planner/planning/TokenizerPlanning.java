package io.mergefarm.planner.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.plan.MergePlan.PlannedTokenizer;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.text.NearestName;
import io.mergefarm.planner.tokenizer.ChatTemplates;
import io.mergefarm.planner.tokenizer.OutputVocabulary;
import io.mergefarm.planner.tokenizer.TokenizerException;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import io.mergefarm.planner.tokenizer.TokenizerWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Plans the output's tokenizer and chat template, where the recipe says something of them. */
final class TokenizerPlanning {

  private static final String TEMPLATE = "chat_template";
  private static final String AUTO = "auto";

  private final String mergeId;
  private final Checkpoints checkpoints;
  private final ModelVocabularies vocabularies;
  private final Problems problems;
  private final Checkpoint start;
  private final Optional<OutputTokens> tokens;
  private final Map<String, byte[]> files;

  TokenizerPlanning(
      Recipe recipe, Checkpoints checkpoints, PlanRequest request, Problems problems) {
    this.mergeId = request.mergeId();
    this.checkpoints = checkpoints;
    this.vocabularies = new ModelVocabularies(checkpoints, request.tokenizers(), problems);
    this.problems = problems;
    Optional<TokenSetting> setting =
        recipe.tokenizer().map(spec -> new TokenSetting(spec, checkpoints, vocabularies, problems));
    this.start = setting.map(TokenSetting::start).orElseGet(checkpoints::donor);
    this.tokens =
        setting.flatMap(found -> found.vocabulary().map(vocabulary -> tokens(found, vocabulary)));
    this.files = write(recipe.chatTemplate().flatMap(this::template));
  }

  /** How embeddings are brought into the output's order; empty where they stay as they are. */
  Optional<OutputTokens> tokens() {
    return tokens;
  }

  /** What the config says of tokens; the written embedding tells how many rows there are. */
  VocabularyConfig config(List<NamedExpression> tensors) {
    Checkpoint donor = checkpoints.donor();
    OptionalLong written =
        tensors.stream()
            .filter(tensor -> donor.embedding().filter(tensor.name()::equals).isPresent())
            .mapToLong(tensor -> tensor.expression().shape().dimensions().getFirst())
            .findFirst();
    return new VocabularyConfig(
        tokens.isPresent() || ModelVocabularies.fit(donor) ? written : OptionalLong.empty(),
        start == donor ? Optional.empty() : start.config());
  }

  /** What the plan says of the tokenizer; empty where the donor's is carried. */
  Optional<PlannedTokenizer> planned() {
    return files.isEmpty() && tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PlannedTokenizer(
                checkpoints.all().indexOf(start), List.copyOf(files.keySet()), tokens.isPresent()));
  }

  /** What goes to the object store. */
  Map<ObjectKey, byte[]> objects() {
    Map<ObjectKey, byte[]> objects = new LinkedHashMap<>();
    files.forEach((name, bytes) -> objects.put(StoreLayout.tokenizerFile(mergeId, name), bytes));
    tokens.ifPresent(
        found -> {
          objects.putAll(found.objects());
          objects.put(StoreLayout.filledTokens(mergeId), json(found.filled()));
        });
    return objects;
  }

  private OutputTokens tokens(TokenSetting setting, OutputVocabulary vocabulary) {
    return new OutputTokens(mergeId, vocabulary, setting, vocabularies, checkpoints, problems);
  }

  private Map<String, byte[]> write(Optional<String> template) {
    try {
      return new TokenizerWriter(vocabularies.files(start))
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
    List<TokenizerFiles> models = checkpoints.merged().stream().map(vocabularies::files).toList();
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

  private static byte[] json(Object value) {
    try {
      return ContractJson.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the contracts can be written as JSON", e);
    }
  }
}
