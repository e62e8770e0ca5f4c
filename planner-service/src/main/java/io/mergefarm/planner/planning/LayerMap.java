package io.mergefarm.planner.planning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The tensor names of a checkpoint, sorted into stacks of layers and what lies outside of them. */
final class LayerMap {

  private final List<String> outside = new ArrayList<>();
  private final Map<String, TreeMap<Integer, Map<String, String>>> stacks = new LinkedHashMap<>();

  LayerMap(Collection<String> names) {
    names.forEach(this::add);
  }

  /** Names in which numbers mean nothing. */
  static LayerMap flat(Collection<String> names) {
    LayerMap map = new LayerMap(List.of());
    map.outside.addAll(names);
    return map;
  }

  private void add(String name) {
    Optional<LayerName> layerName = LayerName.of(name);
    if (layerName.isEmpty()) {
      outside.add(name);
      return;
    }
    LayerName parts = layerName.get();
    stacks
        .computeIfAbsent(parts.stack(), stack -> new TreeMap<>())
        .computeIfAbsent(parts.layer(), layer -> new LinkedHashMap<>())
        .put(parts.rest(), name);
  }

  /** Names that have no layer's number. */
  List<String> outside() {
    return List.copyOf(outside);
  }

  /** The names in front of layers' numbers, in the order of the checkpoint. */
  Set<String> stacks() {
    return stacks.keySet();
  }

  /** The number of layers: one more than the highest number; 0 where there is no such stack. */
  int layers(String stack) {
    TreeMap<Integer, Map<String, String>> layers = stacks.get(stack);
    return layers == null ? 0 : layers.lastKey() + 1;
  }

  /** The numbers of a stack's layers that have tensors, ascending. */
  Set<Integer> numbers(String stack) {
    return stacks.getOrDefault(stack, new TreeMap<>()).keySet();
  }

  /** The names of one layer, by what stands behind its number; empty where there is none. */
  Map<String, String> layer(String stack, int layer) {
    return stacks.getOrDefault(stack, new TreeMap<>()).getOrDefault(layer, Map.of());
  }

  /** All names of a stack, layer by layer. */
  List<String> names(String stack) {
    return stacks.getOrDefault(stack, new TreeMap<>()).values().stream()
        .flatMap(layer -> layer.values().stream())
        .toList();
  }
}
