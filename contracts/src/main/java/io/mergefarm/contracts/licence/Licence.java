package io.mergefarm.contracts.licence;

import java.util.List;
import java.util.Optional;

/**
 * The licence that a model card names.
 *
 * @param ids identifiers such as {@code apache-2.0}; rarely more than one
 * @param name of a licence whose identifier is {@code other}
 * @param link to the text of such a licence
 */
public record Licence(List<String> ids, Optional<String> name, Optional<String> link) {

  public Licence {
    ids = List.copyOf(ids);
  }

  @Override
  public String toString() {
    String id = String.join(", ", ids);
    return name.map(value -> id + " (" + value + ")").orElse(id);
  }
}
