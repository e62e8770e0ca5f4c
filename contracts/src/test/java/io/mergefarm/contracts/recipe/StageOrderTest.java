package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StageOrderTest {

  @Test
  void theDocumentWithoutNameIsTheOutput() {
    ParsedRecipe parsed =
        parse(stage("first", "a", "b"), merge("second", "c"), stage("second", "first", "d"));

    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.stages())
        .extracting(Recipe::path)
        .containsExactly("documents[0].", "documents[2].", "documents[1].");
    assertThat(parsed.recipe().orElseThrow().name()).isEmpty();
    assertThat(parsed.models())
        .extracting(ModelReference::text)
        .containsExactly("a", "b", "d", "c");
  }

  @Test
  void otherwiseTheLastIs() {
    ParsedRecipe parsed = parse(stage("first", "a", "b"), stage("second", "c", "first"));
    assertThat(parsed.stages())
        .extracting(Recipe::path)
        .containsExactly("documents[0].", "documents[1].");
    assertThat(parsed.models()).extracting(ModelReference::text).containsExactly("c", "a", "b");
  }

  @Test
  void placesAndPathsTellTheDocument() {
    ParsedRecipe parsed = parse(stage("first", "a", "b"), merge("first", "c"));
    assertThat(parsed.places().get("documents[1].models[0].model"))
        .isEqualTo(new ParsedRecipe.Place(6, 18));
  }

  @Test
  void aNameAloneMakesNoStage() {
    ParsedRecipe parsed = parse(stage("a", "a", "b"));
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.models()).extracting(ModelReference::text).containsExactly("a", "b");
  }

  @Test
  void aRevisionIsNotOfAStage() {
    ParsedRecipe parsed = parse(stage("first", "a", "b"), merge("first", "first@main"));
    assertThat(parsed.models())
        .extracting(ModelReference::text)
        .containsExactly("a", "b", "first@main");
  }

  @Test
  void circlesAreProblems() {
    assertThat(problems(stage("first", "second", "a"), stage("second", "first", "b")))
        .containsExactly("3:18 stage-cycle documents[0].models[0].model");
    assertThat(problems(stage("first", "first", "a"), merge("first", "b")))
        .containsExactly("3:18 stage-cycle documents[0].models[0].model");
  }

  @Test
  void circlesThatTheOutputDoesNotNeedAreProblemsToo() {
    assertThat(
            problems(stage("first", "second", "a"), stage("second", "first", "b"), merge("a", "b")))
        .contains("7:18 stage-cycle documents[1].models[0].model");
  }

  @Test
  void namesAreGivenOnce() {
    assertThat(problems(stage("first", "a", "b"), stage("first", "c", "d"), merge("first", "e")))
        .contains("5:7 duplicate-name documents[1].name");
    assertThat(problems(merge("a", "b"), merge("c", "d")))
        .containsExactly("4:15 unnamed-stage documents[1].merge_method");
  }

  @Test
  void aDocumentThatNothingNeedsIsAWarning() {
    ParsedRecipe parsed = parse(stage("idle", "a", "b"), merge("c", "d"));
    assertThat(parsed.stages()).hasSize(1);
    assertThat(parsed.models()).extracting(ModelReference::text).containsExactly("c", "d");
    assertThat(problems(parsed)).containsExactly("1:7 unused-stage documents[0].name");
  }

  @Test
  void mistakesOfAllDocumentsAreReported() {
    assertThat(
            problems(
                "name: first\nmerge_method: linear\n", "merge_metod: linear\nmodels: [model: a]\n"))
        .containsExactly(
            "1:1 missing-models documents[0]",
            "4:1 unknown-key documents[1].merge_metod",
            "4:1 missing-key documents[1]");
  }

  @Test
  @Timeout(20)
  void stagesOfStagesAreBounded() {
    String[] documents = new String[60];
    documents[0] = stage("s0", "a", "b");
    documents[1] = stage("s1", "s0", "c");
    for (int i = 2; i < documents.length; i++) {
      documents[i] = stage("s" + i, "s" + (i - 1), "s" + (i - 2));
    }
    assertThat(parse(documents).problems()).extracting(Problem::code).contains("too-complex");
  }

  private static String stage(String name, String first, String second) {
    return "name: " + name + "\n" + merge(first, second);
  }

  private static String merge(String first, String second) {
    return "merge_method: linear\nmodels: [{model: %s}, {model: %s}]\n".formatted(first, second);
  }

  private static ParsedRecipe parse(String... documents) {
    return new RecipeParser().parse(String.join("---\n", documents));
  }

  private static List<String> problems(String... documents) {
    return problems(parse(documents));
  }

  private static List<String> problems(ParsedRecipe parsed) {
    return parsed.problems().stream()
        .map(
            found ->
                "%d:%d %s %s".formatted(found.line(), found.column(), found.code(), found.path()))
        .toList();
  }
}
