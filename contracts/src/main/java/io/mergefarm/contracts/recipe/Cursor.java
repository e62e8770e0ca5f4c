package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.ParsedRecipe.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of the YAML with its path and place; what is wrong with it is reported here.
 *
 * @param place where the value begins, or its key where the value begins on another line
 */
record Cursor(Node node, String path, Place place, Findings findings) {
  private static final Set<Tag> SCALAR_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

  Cursor {
    findings.place(path, place);
  }

  static Cursor root(Node node, String path, Findings findings) {
    return new Cursor(node, path, startOf(node), findings).checkTag();
  }

  static Place startOf(Node node) {
    return new Place(node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }

  /** The value under a key of this mapping. */
  Cursor child(Node key, String name, Node value) {
    Place keyPlace = startOf(key);
    Place valuePlace = startOf(value);
    boolean beside = keyPlace.line() == valuePlace.line() && !isNull(value);
    return child(path.isEmpty() ? name : path + "." + name, beside ? valuePlace : keyPlace, value);
  }

  private Cursor child(String childPath, Place childPlace, Node value) {
    return new Cursor(value, childPath, childPlace, findings).checkTag();
  }

  boolean isNull() {
    return isNull(node);
  }

  private static boolean isNull(Node value) {
    return value instanceof ScalarNode && value.getTag().equals(Tag.NULL);
  }

  boolean isScalar() {
    return node instanceof ScalarNode && !isNull();
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Whether this is a list or a mapping of nothing. */
  boolean isEmpty() {
    return node instanceof CollectionNode<?> collection && collection.getValue().isEmpty();
  }

  /** The text of a scalar, as written; a number or a boolean is text as well. */
  Optional<String> text() {
    return isScalar()
        ? Optional.of(((ScalarNode) node).getValue())
        : refuse("wrong-type", path + " must be text, but is " + description() + ".");
  }

  /** The items of a list. */
  Optional<List<Cursor>> items() {
    if (!(node instanceof SequenceNode list)) {
      return refuse(
          "wrong-type",
          path + " must be a list, but is " + description() + ".",
          "Begin each item on its own line with \"- \".");
    }
    return Optional.of(
        IntStream.range(0, list.getValue().size())
            .mapToObj(index -> item(index, list.getValue().get(index)))
            .toList());
  }

  /** What the items of a list say; an item that cannot be read is reported and left out. */
  <T> Optional<List<T>> read(Function<Cursor, Optional<T>> reader) {
    return items().map(items -> items.stream().map(reader).flatMap(Optional::stream).toList());
  }

  private Cursor item(int index, Node item) {
    return child(path + "[" + index + "]", startOf(item), item);
  }

  /** What the value is, for messages. */
  String description() {
    if (isNull()) {
      return "empty";
    }
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      case ScalarNode scalar -> "'" + Excerpt.of(scalar.getValue()) + "'";
      default -> "something else";
    };
  }

  private static boolean isStandard(Node value) {
    return switch (value) {
      case MappingNode _ -> value.getTag().equals(Tag.MAP);
      case SequenceNode _ -> value.getTag().equals(Tag.SEQ);
      default -> SCALAR_TAGS.contains(value.getTag());
    };
  }

  /** Reports a type tag that YAML could be asked to make objects with. */
  private Cursor checkTag() {
    if (!isStandard(node)) {
      findings.error(
          "tag-not-allowed",
          path,
          startOf(node),
          "The type tag " + Excerpt.of(node.getTag().getValue()) + " is not allowed here.",
          Optional.of("Remove the tag."));
    }
    return this;
  }

  /** Reports an error here and gives nothing. */
  <T> Optional<T> refuse(String code, String message) {
    findings.error(code, path, place, message, Optional.empty());
    return Optional.empty();
  }

  /** Reports an error here, with what to do about it, and gives nothing. */
  <T> Optional<T> refuse(String code, String message, String fix) {
    findings.error(code, path, place, message, Optional.of(fix));
    return Optional.empty();
  }

  void warn(String code, String message, String fix) {
    findings.warning(code, path, place, message, Optional.of(fix));
  }
}
