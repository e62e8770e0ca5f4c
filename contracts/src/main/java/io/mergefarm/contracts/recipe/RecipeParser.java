package io.mergefarm.contracts.recipe;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads recipes: the whole grammar of mergekit's, in YAML 1.1, and the keys {@code quirks}, {@code
 * name} and {@code on_mismatch}; several documents are the stages of one merge. All problems are
 * reported at once, each with its place; {@code docs/problems.md} lists their codes.
 *
 * <p>Any text may be given. What is hostile (nesting, aliases that multiply, types that would be
 * instantiated) is refused like any other mistake.
 */
public final class RecipeParser {
  private final RecipeReader reader = new RecipeReader();

  /** What a recipe says, or what is wrong with it; nothing is thrown. */
  public ParsedRecipe parse(String yaml) {
    Findings findings = new Findings();
    ParsedRecipe asWritten = read(yaml, findings);
    return findings.failed() ? repaired(yaml, asWritten) : asWritten;
  }

  private ParsedRecipe read(String yaml, Findings findings) {
    List<Node> roots = new YamlDocuments(yaml, findings).roots();
    List<Recipe> documents = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      String path = roots.size() == 1 ? "" : "documents[" + i + "]";
      reader.read(Cursor.root(roots.get(i), path, findings)).ifPresent(documents::add);
    }
    return findings.outcome(new StageOrder(documents, findings).stages());
  }

  /** A second reading without full-width punctuation, if it gets at least as far. */
  private ParsedRecipe repaired(String yaml, ParsedRecipe asWritten) {
    FullWidthPunctuation punctuation = FullWidthPunctuation.in(yaml);
    if (!punctuation.found()) {
      return asWritten;
    }
    Findings findings = new Findings();
    punctuation.reportTo(findings);
    ParsedRecipe repaired = read(punctuation.replaced(), findings);
    return repaired.places().size() >= asWritten.places().size() ? repaired : asWritten;
  }
}
