package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.safetensors.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a merge recipe says, one YAML document, before anything is looked up.
 *
 * @param path what stands before the paths of its keys: nothing, or such as {@code documents[1].}
 *     in a recipe of several documents
 * @param name of the document, by which other documents refer to it
 * @param mergeMethod as written; it may be an alias or unknown; of a mixture of experts {@link
 *     Mixture#METHOD}
 * @param composition which tensors of which models are merged
 * @param parameters defaults for all of the recipe
 * @param dtype what inputs are read as
 * @param outDtype what outputs are written as
 * @param tokenizer the tokenizer of the output; absent: the donor's files are carried
 * @param chatTemplate {@code auto}, a built-in name, or Jinja text
 * @param onMismatch what is done about tensors that the models do not agree on
 * @param raw whether the models are bare tensors, with neither config nor layers
 */
public record Recipe(
    String path,
    Optional<String> name,
    String mergeMethod,
    Composition composition,
    Optional<ModelReference> baseModel,
    Map<String, Setting> parameters,
    Optional<DType> dtype,
    Optional<DType> outDtype,
    Optional<TokenizerSpec> tokenizer,
    Optional<String> chatTemplate,
    OnMismatch onMismatch,
    boolean raw,
    Quirks quirks) {

  public Recipe {
    parameters = Map.copyOf(parameters);
  }

  /** The models that it names: the base first, then as they are first mentioned. */
  public List<ModelReference> models() {
    return ModelMention.of(this).stream().map(ModelMention::model).distinct().toList();
  }
}
