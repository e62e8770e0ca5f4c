package io.mergefarm.contracts.event;

import java.net.URI;

/**
 * A merge needs a checkpoint staged.
 *
 * @param model the model reference as the recipe writes it
 * @param folder a {@code file:} URI that a relative path is resolved against
 */
public record SourceRequested(String mergeId, String model, URI folder) implements Event {

  /** The model, so that one fetcher stages it once, however many merges want it. */
  @Override
  public String key() {
    return model;
  }
}
