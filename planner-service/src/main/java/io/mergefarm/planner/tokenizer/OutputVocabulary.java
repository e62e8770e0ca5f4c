package io.mergefarm.planner.tokenizer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The vocabulary of an output: that of one model without the tokens that have no row there, and
 * what is appended to it. New ids go on where the model's end.
 */
public final class OutputVocabulary {

  private final int limit;
  private final boolean stripped;
  private final List<Optional<String>> tokens = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final SortedMap<Integer, AddedToken> appended = new TreeMap<>();

  /**
   * Begins with the vocabulary of a model.
   *
   * @param limit ids from here on are left out
   */
  public OutputVocabulary(Vocabulary start, int limit) {
    this.limit = limit;
    Map<Integer, String> byId = new LinkedHashMap<>();
    start.ordinary().forEach(token -> byId.putIfAbsent(start.ids().get(token), token));
    start.added().keySet().forEach(token -> byId.put(start.ids().get(token), token));
    this.stripped = byId.keySet().stream().anyMatch(id -> id >= limit);
    int size =
        byId.keySet().stream().filter(id -> id < limit).mapToInt(id -> id + 1).max().orElse(0);
    for (int id = 0; id < size; id++) {
      tokens.add(Optional.ofNullable(byId.get(id)));
    }
    start.ids().forEach((token, id) -> addKnown(token, id));
  }

  private void addKnown(String token, int id) {
    if (id < limit) {
      known.add(token);
    }
  }

  /** Appends what other models have beyond this: their ordinary tokens, then their added ones. */
  public void unite(List<Vocabulary> models) {
    for (Vocabulary model : models) {
      model.ordinaryInOrder().map(AddedToken::verbatim).forEach(this::append);
    }
    for (Vocabulary model : models) {
      model.addedInOrder().forEach(this::append);
    }
  }

  /** Appends a token as it is, unless it is there. */
  public void append(String token) {
    append(AddedToken.verbatim(token));
  }

  private void append(AddedToken token) {
    if (known.add(token.content())) {
      appended.put(tokens.size(), token);
      tokens.add(Optional.of(token.content()));
    }
  }

  /** The tokens by their ids; an id that no token has is empty. */
  public List<Optional<String>> tokens() {
    return List.copyOf(tokens);
  }

  /** Whether it differs from the vocabulary that it began with. */
  boolean changed() {
    return stripped || !appended.isEmpty();
  }

  /** Ids of the beginning from here on are left out. */
  int limit() {
    return limit;
  }

  SortedMap<Integer, AddedToken> appended() {
    return appended;
  }
}
