package io.mergefarm.contracts.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place where a recipe names a model.
 *
 * @param path in its document, such as {@code slices[0].sources[1].model}
 */
public record ModelMention(String path, ModelReference model) {

  /**
   * All of them: the base model first, then in the recipe's order, at last those that only give
   * tokens.
   */
  public static List<ModelMention> of(Recipe recipe) {
    List<ModelMention> mentions = new ArrayList<>(merged(recipe));
    recipe.tokenizer().ifPresent(tokenizer -> tokenizer(mentions, tokenizer));
    return mentions;
  }

  /** Those whose weights are merged: the base model first, then in the recipe's order. */
  public static List<ModelMention> merged(Recipe recipe) {
    List<ModelMention> mentions = new ArrayList<>();
    add(mentions, "base_model", recipe.baseModel());
    collect(mentions, "", recipe.composition());
    return mentions;
  }

  private static void tokenizer(List<ModelMention> mentions, TokenizerSpec tokenizer) {
    if (tokenizer.source() instanceof TokenizerSpec.Source.Model source) {
      mentions.add(new ModelMention(tokenizer.path(), source.model()));
    }
    tokenizer
        .tokens()
        .forEach(
            (token, spec) ->
                spec.source()
                    .flatMap(TokenizerSpec.TokenSource::giver)
                    .ifPresent(
                        model ->
                            mentions.add(
                                new ModelMention("tokenizer.tokens." + token + ".source", model))));
  }

  private static void collect(List<ModelMention> mentions, String prefix, Composition composition) {
    switch (composition) {
      case Composition.Models models -> models(mentions, prefix, models.models());
      case Composition.Slices slices -> slices(mentions, prefix, slices.slices());
      case Mixture mixture -> {
        experts(mentions, "experts", mixture.experts());
        experts(mentions, "shared_experts", mixture.sharedExperts());
      }
      case Composition.Modules modules ->
          modules
              .modules()
              .forEach(
                  (name, module) ->
                      collect(mentions, prefix + "modules." + name + ".", module.composition()));
    }
  }

  private static void experts(
      List<ModelMention> mentions, String list, List<Mixture.Expert> experts) {
    for (int i = 0; i < experts.size(); i++) {
      mentions.add(new ModelMention(list + "[" + i + "].source_model", experts.get(i).model()));
    }
  }

  private static void models(
      List<ModelMention> mentions, String prefix, List<Composition.ModelEntry> models) {
    for (int i = 0; i < models.size(); i++) {
      mentions.add(new ModelMention(prefix + "models[" + i + "].model", models.get(i).model()));
    }
  }

  private static void slices(
      List<ModelMention> mentions, String prefix, List<Composition.OutputSlice> slices) {
    for (int i = 0; i < slices.size(); i++) {
      String path = prefix + "slices[" + i + "]";
      add(mentions, path + ".base_model", slices.get(i).baseModel());
      List<Composition.SliceSource> sources = slices.get(i).sources();
      for (int j = 0; j < sources.size(); j++) {
        mentions.add(new ModelMention(path + ".sources[" + j + "].model", sources.get(j).model()));
      }
    }
  }

  private static void add(
      List<ModelMention> mentions, String path, Optional<ModelReference> model) {
    model.ifPresent(reference -> mentions.add(new ModelMention(path, reference)));
  }
}
