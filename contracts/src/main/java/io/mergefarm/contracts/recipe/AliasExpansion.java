package io.mergefarm.contracts.recipe;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Counts the values that a YAML document says when every alias is written out. Aliases of aliases
 * grow exponentially, so a short document may stand for one that no memory holds.
 */
final class AliasExpansion {
  private static final long IN_PROGRESS = -1;

  private final long limit;
  private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();

  private AliasExpansion(long limit) {
    this.limit = limit;
  }

  /** Whether a document stands for more values than {@code limit}, or contains itself. */
  static boolean exceeds(Node root, long limit) {
    return new AliasExpansion(limit).size(root) > limit;
  }

  /** The size of a node, or more than the limit where it is reached or there is a cycle. */
  private long size(Node node) {
    if (!(node instanceof CollectionNode<?>)) {
      return 1;
    }
    Long known = sizes.putIfAbsent(node, IN_PROGRESS);
    if (known != null) {
      return known == IN_PROGRESS ? limit + 1 : known;
    }
    long size = 1;
    for (Node child : children(node)) {
      size = Math.min(limit + 1, size + size(child));
    }
    sizes.put(node, size);
    return size;
  }

  private static Collection<Node> children(Node node) {
    return switch (node) {
      case SequenceNode list -> list.getValue();
      case MappingNode mapping ->
          mapping.getValue().stream()
              .flatMap(tuple -> Stream.of(tuple.getKeyNode(), tuple.getValueNode()))
              .toList();
      default -> List.of();
    };
  }
}
