package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokenizer of a model, or of what a stage comes to.
 *
 * @param origin the stored model whose files it begins with
 * @param files as they are read
 * @param made those that differ from the origin's, by name
 */
record ModelTokenizer(ModelReference origin, TokenizerFiles files, Map<String, byte[]> made) {

  /** That of a stored model. */
  static ModelTokenizer stored(ModelReference model, TokenizerFiles files) {
    return new ModelTokenizer(model, files, Map.of());
  }

  /** The same with other files in the place of some. */
  ModelTokenizer with(Map<String, byte[]> written) {
    Map<String, byte[]> all = new TreeMap<>(made);
    all.putAll(written);
    return new ModelTokenizer(origin, files.with(written), all);
  }
}
