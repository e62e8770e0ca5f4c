package io.mergefarm.planner.planning;

import java.util.regex.Pattern;

/**
 * Tensors that are no weights: a model's code computes them from its config, and older versions of
 * it stored them nonetheless. A checkpoint does as well without them.
 */
final class ComputedBuffers {

  private static final Pattern NAMES =
      Pattern.compile("(.*\\.)?(rotary_(pos_)?emb\\.inv_freq|masked_bias|position_ids)");

  private ComputedBuffers() {}

  static boolean contain(String tensor) {
    return NAMES.matcher(tensor).matches();
  }
}
