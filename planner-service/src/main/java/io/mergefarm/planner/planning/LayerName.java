package io.mergefarm.planner.planning;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a tensor that belongs to a layer, cut at the layer's number: the first number that
 * stands between dots. Later numbers, such as those of experts, are part of the rest.
 *
 * @param stack what stands before the number, such as {@code model.layers}
 * @param layer from 0
 * @param rest what stands behind it, such as {@code mlp.experts.3.w1.weight}
 */
record LayerName(String stack, int layer, String rest) {

  private static final Pattern NUMBER = Pattern.compile("\\.(0|[1-9][0-9]{0,5})\\.");

  /** Cuts a name; empty where it has no such number. */
  static Optional<LayerName> of(String name) {
    Matcher matcher = NUMBER.matcher(name);
    if (!matcher.find() || matcher.start() == 0 || matcher.end() == name.length()) {
      return Optional.empty();
    }
    return Optional.of(
        new LayerName(
            name.substring(0, matcher.start()),
            Integer.parseInt(matcher.group(1)),
            name.substring(matcher.end())));
  }

  static String join(String stack, int layer, String rest) {
    return stack + "." + layer + "." + rest;
  }
}
