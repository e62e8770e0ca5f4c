package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.ParsedRecipe.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Turns text into the nodes of its YAML 1.1 documents, within bounds. */
final class YamlDocuments {
  private static final int MAX_CODE_POINTS = 1 << 18;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ALIASES = 64;
  private static final long MAX_VALUES = 100_000;
  private static final int MAX_DOCUMENTS = 64;

  private final String text;
  private final Findings findings;

  YamlDocuments(String text, Findings findings) {
    this.text = text;
    this.findings = findings;
  }

  /** Their roots; none where the text is no YAML or says nothing, which is reported. */
  List<Node> roots() {
    if (text.length() > MAX_CODE_POINTS) {
      return refuse(
          "recipe-too-large", "The recipe has more than " + MAX_CODE_POINTS + " characters.");
    }
    try {
      return roots(composer());
    } catch (MarkedYAMLException e) {
      return refuseSyntax(explanation(e), place(e));
    } catch (ReaderException e) {
      return refuseSyntax("a character that YAML does not allow", unprintable());
    } catch (YAMLException e) {
      return refuse("too-complex", "The recipe is nested too deeply or has too many aliases.");
    } catch (IllegalArgumentException e) {
      // SnakeYAML lets these through, for instance for the escape "\UFFFFFFFF"
      return refuseSyntax("a malformed escape or directive", Findings.NOWHERE);
    }
  }

  private Composer composer() {
    LoaderOptions options = new LoaderOptions();
    // nothing is made of a tag; Cursor refuses those that are not standard, with their path
    options.setTagInspector(_ -> true);
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    return new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
  }

  /** Documents of nothing are passed over, such as after a closing {@code ---}. */
  private List<Node> roots(Composer documents) {
    List<Node> roots = new ArrayList<>();
    while (documents.checkNode()) {
      Node root = documents.getNode();
      if (AliasExpansion.exceeds(root, MAX_VALUES)) {
        return refuse("too-complex", "The recipe's aliases stand for too much, or for themselves.");
      }
      if (!root.getTag().equals(Tag.NULL)) {
        roots.add(root);
      }
      if (roots.size() > MAX_DOCUMENTS) {
        return refuse("too-complex", "The recipe has more than " + MAX_DOCUMENTS + " documents.");
      }
    }
    return roots.isEmpty() ? refuse("empty-recipe", "The recipe is empty.") : roots;
  }

  private static String explanation(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : " " + e.getContext();
    return Excerpt.of(e.getProblem() + context);
  }

  private static Place place(MarkedYAMLException e) {
    return Optional.ofNullable(e.getProblemMark())
        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Findings.NOWHERE);
  }

  private Place unprintable() {
    int[] codePoints = text.codePoints().toArray();
    int line = 1;
    int column = 1;
    for (int i = 0; i < codePoints.length && StreamReader.isPrintable(codePoints[i]); i++) {
      boolean newline = codePoints[i] == '\n';
      line += newline ? 1 : 0;
      column = newline ? 1 : column + 1;
    }
    return new Place(line, column);
  }

  private List<Node> refuse(String code, String message) {
    findings.error(code, "", Findings.NOWHERE, message, Optional.empty());
    return List.of();
  }

  private List<Node> refuseSyntax(String why, Place place) {
    findings.error(
        "yaml-syntax",
        "",
        place,
        "This is not YAML: " + why + ".",
        Optional.of(
            "Check the indentation (spaces only), the space after each colon, quotes and"
                + " brackets."));
    return List.of();
  }
}
