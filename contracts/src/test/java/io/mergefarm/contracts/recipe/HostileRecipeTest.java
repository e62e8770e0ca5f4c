package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRecipeTest {
  private static final Duration QUICK = Duration.ofSeconds(10);
  private static final int MUTATIONS = 4000;

  private static final List<String> SAMPLES =
      List.of(
          """
          merge_method: slerp
          base_model: a@main+lora
          slices:
            - sources:
                - model: &m {model: {path: a, revision: b}, lora: c}
                  layer_range: [0, 4]
                - {source: *m, layer_range: [0, 4], parameters: {w: 50%}}
          parameters:
            t:
              - filter: self_attn
                value: [0, 0.5, 1]
              - value: 0.5
          dtype: bfloat16
          quirks: none
          """,
          """
          merge_method: ties
          models:
            - &e
              model: a
              parameters: &p {weight: 1e-3, density: [1, !!float "2", !!int 3, yes]}
            - <<: *e
              model: b
            - model: c
              parameters: {<<: [*p, {x: 1}], weight: .5}
          tokenizer:
            source: union
            pad_to_multiple_of: 8
            tokens:
              "<s>": {source: {kind: model_token, model: a, token_id: 1}, force: on}
          chat_template: |
            {{ messages }}： text
          ---
          name: second
          merge_method: linear
          modules:
            vision: {models: [model: second, source: a@b], parameters: {weight: 1}}
            default:
              slices: [{sources: [{model: third, layer_range: [0, 1]}]}]
          on_mismatch: [{filter: norm, value: base}, {value: submatrix}]
          ---
          name: third
          merge_method: linear
          raw: yes
          models: [model: c]
          """);

  private static final String ALPHABET =
      "\0\t\n\r"
          + " !\"#%&'*+,-./0123456789:<=>?@[]\\^_`abcdefxyz{|}~\u0085\u00a0：，\u2028\ud800\udc00\ufeff\uffff";

  private final RecipeParser parser = new RecipeParser();

  @Test
  void neverThrowsOnMutatedRecipes() {
    Random random = new Random(20260607);
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (int i = 0; i < MUTATIONS; i++) {
            String recipe = mutate(SAMPLES.get(i % SAMPLES.size()), random);
            ParsedRecipe parsed = parser.parse(recipe);
            assertThat(parsed.recipe().isPresent() || !parsed.problems().isEmpty())
                .as(recipe)
                .isTrue();
            UnsupportedFeatures.in(parsed);
          }
        });
  }

  private static String mutate(String sample, Random random) {
    StringBuilder text = new StringBuilder(sample);
    for (int edits = 1 + random.nextInt(6); edits > 0 && !text.isEmpty(); edits--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, anyCharacter(random));
        case 1 -> text.setCharAt(at, anyCharacter(random));
        case 2 -> text.delete(at, end);
        case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        default -> text.setLength(at + 1);
      }
    }
    return text.toString();
  }

  private static char anyCharacter(Random random) {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }

  static Stream<Arguments> bombs() {
    return Stream.of(
        Arguments.of("aliases of aliases", aliasBomb("w", 80), "too-complex"),
        Arguments.of("few aliases, large product", aliasBomb("w", 25), "too-complex"),
        Arguments.of("list in itself", "parameters: &a {w: [*a]}\n", "too-complex"),
        Arguments.of("merge of itself", "&a <<: *a\n", "invalid-key"),
        Arguments.of("mapping merged into itself", "parameters: &a {<<: *a}\n", "too-complex"),
        Arguments.of("deep list", "[".repeat(100_000), "too-complex"),
        Arguments.of("deep block", "- ".repeat(100_000), "too-complex"),
        Arguments.of("deep keys", "? ".repeat(100_000), "too-complex"),
        Arguments.of("many characters", "#" + "x".repeat(1 << 18), "recipe-too-large"),
        Arguments.of(
            "long number", "parameters: {w: " + "9".repeat(200_000) + "}", "invalid-number"),
        Arguments.of("long key", "k".repeat(200_000) + ": 1\n", "yaml-syntax"),
        Arguments.of("many documents", "--- a\n".repeat(30_000), "too-complex"),
        Arguments.of("many values", "w: [" + "x,".repeat(110_000) + "]", "too-complex"),
        Arguments.of("many problems", "models:\n" + "- b:\n".repeat(20_000), "too-many-problems"));
  }

  private static String aliasBomb(String leaf, int levels) {
    StringBuilder yaml = new StringBuilder("parameters:\n  p0: &p0 [" + leaf + "]\n");
    for (int i = 1; i < levels; i++) {
      yaml.append("  p%d: &p%d [*p%d, *p%d]\n".formatted(i, i, i - 1, i - 1));
    }
    return yaml.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void refusesBombsQuickly(String kind, String recipe, String code) {
    ParsedRecipe parsed = assertTimeoutPreemptively(QUICK, () -> parser.parse(recipe));
    assertThat(parsed.problems()).as(kind).extracting(Problem::code).contains(code);
    assertThat(parsed.problems()).hasSizeLessThanOrEqualTo(101);
    assertThat(parsed.recipe()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!python/object/apply:os.system [x]",
        "!!javax.script.ScriptEngineManager [x]",
        "!!binary aGk=",
        "!!set {x}",
        "!!str [x]"
      })
  void makesNoObjectOfATag(String value) {
    assertThat(parser.parse("merge_method: m\nmodels: [model: a]\nname: " + value).problems())
        .extracting(Problem::code)
        .contains("tag-not-allowed");
  }
}
