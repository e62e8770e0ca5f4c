package io.mergefarm.contracts.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The entries of a YAML mapping by key, in the order written, with the mappings under YAML 1.1's
 * merge key {@code <<} taken in behind: a key of the mapping itself wins, then the first merged.
 */
final class Entries {
  private final Cursor mapping;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

  private Entries(Cursor mapping) {
    this.mapping = mapping;
  }

  /** Entries of a cursor that is a mapping, each with a key that is text and stands once. */
  static Map<String, NodeTuple> of(Cursor mapping) {
    Entries entries = new Entries(mapping);
    entries.addAll((MappingNode) mapping.node());
    return entries.entries;
  }

  private void addAll(MappingNode node) {
    Map<String, NodeTuple> own = new LinkedHashMap<>();
    node.getValue().stream().filter(tuple -> !isMerge(tuple)).forEach(tuple -> addTo(own, tuple));
    own.forEach(entries::putIfAbsent);
    node.getValue().stream().filter(Entries::isMerge).forEach(this::merge);
  }

  private static boolean isMerge(NodeTuple tuple) {
    return tuple.getKeyNode().getTag().equals(Tag.MERGE);
  }

  private void addTo(Map<String, NodeTuple> own, NodeTuple tuple) {
    Node key = tuple.getKeyNode();
    if (!(key instanceof ScalarNode scalar) || key.getTag().equals(Tag.NULL)) {
      refuse("invalid-key", key, "A key must be text.", Optional.empty());
      return;
    }
    NodeTuple first = own.putIfAbsent(scalar.getValue(), tuple);
    if (first != null) {
      refuse(
          "duplicate-key",
          key,
          "The key '"
              + Excerpt.of(scalar.getValue())
              + "' stands twice; the first is on line "
              + Cursor.startOf(first.getKeyNode()).line()
              + ".",
          Optional.of("Remove one of them."));
    }
  }

  private void merge(NodeTuple tuple) {
    switch (tuple.getValueNode()) {
      case MappingNode merged -> addAll(merged);
      case SequenceNode list -> list.getValue().forEach(item -> mergeItem(tuple, item));
      default -> refuseMerge(tuple);
    }
  }

  private void mergeItem(NodeTuple tuple, Node item) {
    if (item instanceof MappingNode merged) {
      addAll(merged);
    } else {
      refuseMerge(tuple);
    }
  }

  private void refuseMerge(NodeTuple tuple) {
    refuse(
        "invalid-key",
        tuple.getKeyNode(),
        "The merge key << takes a mapping or a list of mappings.",
        Optional.of("Point it to an anchor, as in <<: *name."));
  }

  private void refuse(String code, Node key, String message, Optional<String> fix) {
    mapping.findings().error(code, mapping.path(), Cursor.startOf(key), message, fix);
  }
}
