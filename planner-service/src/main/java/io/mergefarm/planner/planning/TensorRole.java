package io.mergefarm.planner.planning;

import java.util.List;
import java.util.Locale;

/**
 * On which side of the layers a tensor lies that belongs to none. Where slices take their layers
 * from different models, what lies before comes from the models of the first slice and what lies
 * behind from those of the last.
 *
 * <p>Names tell: embeddings of tokens and positions, with their norms, are called {@code emb...},
 * {@code wte} or {@code wpe} in all architectures, and lie before the layers unless they are an
 * output ({@code embed_out}, {@code unembed}). Everything else is a final norm or a head.
 */
enum TensorRole {
  BEFORE,
  BEHIND;

  private static final List<String> EMBEDDINGS = List.of("emb", "wte", "wpe");
  private static final List<String> HEADS = List.of("out", "unembed", "head");

  static TensorRole of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean embedding = EMBEDDINGS.stream().anyMatch(lower::contains);
    return embedding && HEADS.stream().noneMatch(lower::contains) ? BEFORE : BEHIND;
  }
}
