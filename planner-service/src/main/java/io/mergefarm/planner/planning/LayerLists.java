package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.planner.planning.Arrangement.Range;
import io.mergefarm.planner.planning.Arrangement.Stacked;
import java.util.List;

/**
 * Cuts and stacks lists of a config that have an entry for each layer, such as {@code layer_types}.
 * So is taken a list, beside the number of layers, of just that many entries; in shallow models,
 * where many lists are that short, only if its key speaks of layers or blocks.
 */
final class LayerLists {

  private static final int SHALLOW = 8;

  private final String stack;
  private final int donorLayers;

  /**
   * The lists of a donor.
   *
   * @param stack the name of its layers
   * @param donorLayers their number
   */
  LayerLists(String stack, int donorLayers) {
    this.stack = stack;
    this.donorLayers = donorLayers;
  }

  /** Replaces the lists in the object that holds the donor's number of layers. */
  void stack(ObjectNode owner, Stacked stacked) {
    List<String> keys =
        owner.properties().stream()
            .filter(entry -> perLayer(entry.getKey(), entry.getValue(), donorLayers))
            .map(entry -> entry.getKey())
            .toList();
    for (String key : keys) {
      JsonNode donorList = owner.get(key);
      ArrayNode list = owner.putArray(key);
      for (Range range : stacked.ranges()) {
        SliceInput first = range.slice().inputs().getFirst();
        JsonNode entries = list(first.checkpoint(), key, donorList);
        for (int layer = first.from(); layer < first.from() + range.length(); layer++) {
          list.add(entries.path(layer));
        }
      }
    }
  }

  /** The list of the model that gives a slice its layers, or the donor's if it has none. */
  private JsonNode list(Checkpoint checkpoint, String key, JsonNode donorList) {
    int layers = checkpoint.mainStack().map(checkpoint.layers()::layers).orElse(0);
    return checkpoint
        .config()
        .flatMap(config -> config.layerCount(stack, layers))
        .map(count -> count.owner().path(key))
        .filter(node -> node.isArray() && node.size() == layers)
        .orElse(donorList);
  }

  private static boolean perLayer(String key, JsonNode value, int layers) {
    boolean named = key.contains("layer") || key.contains("block");
    return value.isArray() && value.size() == layers && (named || layers >= SHALLOW);
  }
}
