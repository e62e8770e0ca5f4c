package io.mergefarm.planner.tokenizer;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The tokens of a model. An added token may have the id of one of the model's own tokens, which it
 * then renames.
 *
 * @param ids of all tokens
 * @param ordinary tokens of the tokenizer's model
 * @param added tokens, by content
 * @param limit ids from here on have no row in the model's embeddings
 */
public record Vocabulary(
    Map<String, Integer> ids, List<String> ordinary, Map<String, AddedToken> added, int limit) {

  /** The row of a token; empty if the model has none for it. */
  public OptionalInt row(String token) {
    Integer id = ids.get(token);
    return id == null || id >= limit ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The row of an id that has no other name. */
  public OptionalInt row(long id) {
    return id >= 0 && id < limit ? OptionalInt.of((int) id) : OptionalInt.empty();
  }

  /** The same tokens for a model of so many rows. */
  public Vocabulary limitedTo(int rows) {
    return new Vocabulary(ids, ordinary, added, rows);
  }

  /** The ordinary tokens that have rows, by their ids. */
  Stream<String> ordinaryInOrder() {
    return inOrder(ordinary.stream().filter(token -> !added.containsKey(token)));
  }

  /** The added tokens that have rows, by their ids. */
  Stream<AddedToken> addedInOrder() {
    return inOrder(added.keySet().stream()).map(added::get);
  }

  private Stream<String> inOrder(Stream<String> tokens) {
    return tokens
        .filter(token -> ids.get(token) < limit)
        .sorted(Comparator.<String>comparingInt(ids::get).thenComparing(token -> token));
  }
}
