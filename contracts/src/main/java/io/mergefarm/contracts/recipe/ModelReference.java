package io.mergefarm.contracts.recipe;

import java.util.Optional;

/**
 * A model as a recipe names it.
 *
 * @param path a folder, or a repository such as {@code owner/name}
 * @param revision of the repository
 * @param lora an adapter that is applied to the model
 * @param overrideArchitecture what the model's config is taken to name as its architecture
 */
public record ModelReference(
    String path,
    Optional<String> revision,
    Optional<Adapter> lora,
    Optional<String> overrideArchitecture) {

  /** A plain path, without revision or adapter. */
  public static ModelReference of(String path) {
    return new ModelReference(path, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The reference in its short form, {@code path@revision+adapter@revision}. */
  public String text() {
    return path
        + revision.map(value -> "@" + value).orElse("")
        + lora.map(adapter -> "+" + adapter.text()).orElse("");
  }

  /** An adapter on top of a model. */
  public record Adapter(String path, Optional<String> revision) {
    public String text() {
      return path + revision.map(value -> "@" + value).orElse("");
    }
  }
}
