package io.mergefarm.contracts.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A mixture of experts that is put together from dense models: each expert is the feed-forward part
 * of one of them, and a gate in each layer chooses some for each token.
 *
 * @param sharedExperts those that every token goes through
 * @param expertsPerToken how many of the others it goes through
 * @param architecture the beginning of the name of what is to be written; absent: what suits
 */
public record Mixture(
    List<Expert> experts,
    List<Expert> sharedExperts,
    GateMode gateMode,
    int expertsPerToken,
    Optional<String> architecture)
    implements Composition {

  /** What stands in the place of a merge method. */
  public static final String METHOD = "mixture_of_experts";

  public Mixture {
    experts = List.copyOf(experts);
    sharedExperts = List.copyOf(sharedExperts);
  }

  /**
   * An expert.
   *
   * @param positivePrompts texts that it is to be chosen for
   * @param negativePrompts texts that it is not to be chosen for
   * @param noiseScale the standard deviation of the noise that is added to its weights
   * @param residualScale what its output is multiplied by
   */
  public record Expert(
      ModelReference model,
      List<String> positivePrompts,
      List<String> negativePrompts,
      double noiseScale,
      double residualScale) {
    public Expert {
      positivePrompts = List.copyOf(positivePrompts);
      negativePrompts = List.copyOf(negativePrompts);
    }
  }

  /** Where the weights of the gates come from. */
  public enum GateMode {
    /** The last hidden states of prompts; a forward pass of the base. */
    HIDDEN,
    HIDDEN_AVG,
    HIDDEN_LAST,
    /** The embeddings of prompts' tokens. */
    CHEAP_EMBED,
    /** Normally distributed numbers. */
    RANDOM,
    /** Numbers that are equally likely within a range. */
    UNIFORM_RANDOM;

    /** The mode that recipes write so. */
    static Optional<GateMode> of(String text) {
      return Arrays.stream(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }

    /** As recipes write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean needsForwardPass() {
      return this == HIDDEN || this == HIDDEN_AVG || this == HIDDEN_LAST;
    }

    public boolean readsPrompts() {
      return this != RANDOM && this != UNIFORM_RANDOM;
    }
  }
}
