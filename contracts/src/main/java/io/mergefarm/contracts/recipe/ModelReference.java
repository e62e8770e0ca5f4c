package io.mergefarm.contracts.recipe;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** The model without an adapter. */
  public ModelReference plain() {
    return new ModelReference(path, revision, Optional.empty(), overrideArchitecture);
  }

  /** The adapter as a reference of its own, which is looked up like any model. */
  public Optional<ModelReference> adapter() {
    return lora.map(
        adapter ->
            new ModelReference(
                adapter.path(), adapter.revision(), Optional.empty(), Optional.empty()));
  }

  /** What it is put together from: the model, and its adapter where there is one. */
  public List<ModelReference> parts() {
    return Stream.concat(Stream.of(plain()), adapter().stream()).toList();
  }

  /** An adapter on top of a model. */
  public record Adapter(String path, Optional<String> revision) {
    public String text() {
      return path + revision.map(value -> "@" + value).orElse("");
    }
  }
}
