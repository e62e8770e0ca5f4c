package io.mergefarm.planner.adapter;

import java.util.List;

/**
 * Why an adapter can not be applied.
 *
 * @param reason a sentence's end, such as "its config says ..."
 */
public record AdapterProblem(Kind kind, String reason) {

  private static final int EXAMPLES = 3;

  /** What is wrong. */
  public enum Kind {
    /** Its config asks for what can not be done, or can not be understood. */
    CONFIG,
    /** Tensors of it are unknown, incomplete, or match none of the model's. */
    TENSORS,
    /** Tensors of it do not fit those of the model. */
    SHAPES
  }

  /** One problem for all tensors that have it. */
  static AdapterProblem of(Kind kind, String what, List<String> items) {
    String examples = String.join("; ", items.subList(0, Math.min(EXAMPLES, items.size())));
    int more = items.size() - EXAMPLES;
    return new AdapterProblem(
        kind, what + ": " + examples + (more > 0 ? "; and " + more + " more" : ""));
  }
}
