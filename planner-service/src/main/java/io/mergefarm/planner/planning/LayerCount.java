package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A place of a number of layers in a config.
 *
 * @param path of the object that holds it, empty or such as {@code vision_config.}
 * @param owner the object
 */
record LayerCount(String path, ObjectNode owner, String key) {

  private static final List<String> KEYS =
      List.of(
          "num_hidden_layers",
          "n_layer",
          "num_layers",
          "n_layers",
          "encoder_layers",
          "decoder_layers",
          "num_encoder_layers",
          "num_decoder_layers",
          "depth");

  private static final Set<String> COMMON =
      Set.of("config", "model", "layer", "layers", "hidden", "num", "depth");

  /** As many letters make {@code visual} and {@code vision} the same. */
  private static final int STEM = 3;

  /** The places in an object. */
  static Stream<LayerCount> in(String path, ObjectNode owner) {
    return KEYS.stream()
        .filter(key -> owner.path(key).isInt())
        .map(key -> new LayerCount(path, owner, key));
  }

  int value() {
    return owner.get(key).intValue();
  }

  /** How many words the path and the key have in common with the name of a stack. */
  int affinity(String stack) {
    List<String> ofStack = words(stack).toList();
    return (int) words(path + key).filter(ofStack::contains).count();
  }

  private static Stream<String> words(String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT).split("[._]"))
        .filter(word -> word.length() >= STEM && !COMMON.contains(word))
        .map(word -> word.substring(0, STEM))
        .distinct();
  }
}
