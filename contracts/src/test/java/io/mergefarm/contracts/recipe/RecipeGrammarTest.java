package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.recipe.Composition.ModelEntry;
import io.mergefarm.contracts.recipe.Composition.Models;
import io.mergefarm.contracts.recipe.Composition.ModuleRecipe;
import io.mergefarm.contracts.recipe.Composition.Modules;
import io.mergefarm.contracts.recipe.Composition.OutputSlice;
import io.mergefarm.contracts.recipe.Composition.SliceSource;
import io.mergefarm.contracts.recipe.Composition.Slices;
import io.mergefarm.contracts.recipe.ModelReference.Adapter;
import io.mergefarm.contracts.recipe.ParsedRecipe.Place;
import io.mergefarm.contracts.recipe.Setting.Case;
import io.mergefarm.contracts.recipe.Setting.Conditional;
import io.mergefarm.contracts.recipe.Setting.Gradient;
import io.mergefarm.contracts.recipe.Setting.Scalar;
import io.mergefarm.contracts.recipe.TokenizerSpec.Source;
import io.mergefarm.contracts.recipe.TokenizerSpec.TokenSource;
import io.mergefarm.contracts.recipe.TokenizerSpec.TokenSpec;
import io.mergefarm.contracts.safetensors.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeGrammarTest {
  private static final ModelReference A = ModelReference.of("a");
  private static final ModelReference B = ModelReference.of("b");

  private final RecipeParser parser = new RecipeParser();

  private Recipe recipe(String yaml) {
    ParsedRecipe parsed = parser.parse(yaml);
    assertThat(parsed.problems()).isEmpty();
    return parsed.recipe().orElseThrow();
  }

  private Setting setting(String yaml) {
    return recipe("merge_method: m\nmodels: [model: a]\nparameters:\n  p: " + yaml)
        .parameters()
        .get("p");
  }

  private ModelReference reference(String yaml) {
    return recipe("merge_method: m\nmodels: [model: a]\nbase_model: " + yaml)
        .baseModel()
        .orElseThrow();
  }

  @Test
  void readsTheTopLevel() {
    Recipe recipe =
        recipe(
            """
            name: mine
            merge_method: ties
            base_model: base
            models:
              - model: a
                parameters: {weight: 0.4, density: 0.3}
              - source: b
            parameters:
              normalize: true
            dtype: float32
            out_dtype: torch.bfloat16
            chat_template: auto
            quirks: none
            """);
    assertThat(recipe)
        .isEqualTo(
            new Recipe(
                "",
                Optional.of("mine"),
                "ties",
                new Models(
                    List.of(
                        new ModelEntry(
                            A, Map.of("weight", new Scalar(0.4), "density", new Scalar(0.3))),
                        new ModelEntry(B, Map.of()))),
                Optional.of(ModelReference.of("base")),
                Map.of("normalize", new Scalar(1)),
                Optional.of(DType.F32),
                Optional.of(DType.BF16),
                Optional.empty(),
                Optional.of("auto"),
                OnMismatch.NONE,
                false,
                Quirks.NONE));
  }

  @Test
  void keepsQuirksUnlessToldOtherwise() {
    String recipe = "merge_method: m\nmodels: [model: a]\n";
    assertThat(recipe(recipe).quirks()).isEqualTo(Quirks.MERGEKIT);
    assertThat(recipe(recipe + "quirks: mergekit\n").quirks()).isEqualTo(Quirks.MERGEKIT);
  }

  @Test
  void readsPoliciesForMismatches() {
    String recipe = "merge_method: m\nmodels: [model: a]\non_mismatch: ";
    assertThat(recipe(recipe + "base\n").onMismatch().of("x")).contains(OnMismatch.Policy.BASE);
    OnMismatch cases =
        recipe(recipe + "[{filter: mlp, value: submatrix}, {value: error}]\n").onMismatch();
    assertThat(cases.of("layers.0.mlp.weight")).contains(OnMismatch.Policy.SUBMATRIX);
    assertThat(cases.of("layers.0.norm.weight")).contains(OnMismatch.Policy.ERROR);
    OnMismatch one = recipe(recipe + "{filter: mlp, value: base}\n").onMismatch();
    assertThat(one.of("layers.0.norm.weight")).isEmpty();
  }

  @Test
  void takesKeysWithoutValueAsAbsent() {
    Recipe recipe =
        recipe(
            """
            merge_method: m
            models: [model: a]
            slices: []
            modules: {}
            base_model:
            parameters: ~
            dtype: null
            tokenizer:
            """);
    assertThat(recipe.baseModel()).isEmpty();
    assertThat(recipe.tokenizer()).isEmpty();
    assertThat(recipe.composition()).isInstanceOf(Models.class);
  }

  @Test
  void readsSlices() {
    Recipe recipe =
        recipe(
            """
            merge_method: passthrough
            slices:
              - sources:
                  - model: a
                    layer_range: [0, 2]
                    parameters: {scale: 0.5}
                  - model: b
                    layer_range: [1, 3]
                base_model: b
                parameters: {t: [0, 1]}
                residual_weight: 0.1
              - sources:
                  - {model: b, layer_range: [3, 3]}
            """);
    assertThat(recipe.composition())
        .isEqualTo(
            new Slices(
                List.of(
                    new OutputSlice(
                        List.of(
                            new SliceSource(A, 0, 2, Map.of("scale", new Scalar(0.5))),
                            new SliceSource(B, 1, 3, Map.of())),
                        Optional.of(B),
                        Map.of("t", new Gradient(List.of(0.0, 1.0)))),
                    new OutputSlice(
                        List.of(new SliceSource(B, 3, 3, Map.of())), Optional.empty(), Map.of()))));
  }

  @Test
  void readsModulesInOrder() {
    Modules modules =
        (Modules)
            recipe(
                    """
                    merge_method: linear
                    modules:
                      vision:
                        models: [model: a]
                        parameters: {weight: 2}
                      text:
                        slices:
                          - sources: [{model: b, layer_range: [0, 1]}]
                    """)
                .composition();
    assertThat(modules.modules().keySet()).containsExactly("vision", "text");
    assertThat(modules.modules().get("vision"))
        .isEqualTo(
            new ModuleRecipe(
                new Models(List.of(new ModelEntry(A, Map.of()))), Map.of("weight", new Scalar(2))));
    assertThat(modules.modules().get("text").composition()).isInstanceOf(Slices.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5",
    "3, 3",
    "-0.25, -0.25",
    "+1, 1",
    ".5, 0.5",
    "1e-6, 1e-6",
    "1.0e-6, 1e-6",
    "1E3, 1000",
    "'\"0.5\"', 0.5",
    "true, 1",
    "yes, 1",
    "on, 1",
    "True, 1",
    "no, 0",
    "OFF, 0",
    "false, 0",
    "50%, 0.5",
    "'\"12.5 %\"', 0.125",
    "0x10, 16",
    "010, 8",
    "1_000, 1000",
    "08, 8",
    "1:30, 90",
  })
  void readsNumbersByTheRulesOfYaml11(String written, double value) {
    assertThat(setting(written)).isEqualTo(new Scalar(value));
  }

  @Test
  void readsGradientsAndCases() {
    assertThat(setting("[0, 50%, yes]")).isEqualTo(new Gradient(List.of(0.0, 0.5, 1.0)));
    assertThat(setting("[{filter: mlp, value: [0, 1]}, {filter: '*', value: 0.2}]"))
        .isEqualTo(
            new Conditional(
                List.of(
                    new Case(Optional.of("mlp"), new Gradient(List.of(0.0, 1.0))),
                    new Case(Optional.of("*"), new Scalar(0.2)))));
    assertThat(setting("[{filter: , value: 1}]"))
        .isEqualTo(new Conditional(List.of(new Case(Optional.empty(), new Scalar(1)))));
  }

  @Test
  void takesOneCaseAsAListOfOne() {
    assertThat(setting("{filter: mlp, value: 0.7}"))
        .isEqualTo(new Conditional(List.of(new Case(Optional.of("mlp"), new Scalar(0.7)))));
  }

  @Test
  void readsModelReferences() {
    Optional<String> none = Optional.empty();
    assertThat(reference("owner/name")).isEqualTo(ModelReference.of("owner/name"));
    assertThat(reference("a@main"))
        .isEqualTo(new ModelReference("a", Optional.of("main"), Optional.empty(), none));
    assertThat(reference("a@r+l@s"))
        .isEqualTo(
            new ModelReference(
                "a", Optional.of("r"), Optional.of(new Adapter("l", Optional.of("s"))), none));
    assertThat(reference("{model: a+b, lora: {path: l}, override_architecture: X}"))
        .isEqualTo(
            new ModelReference("a+b", none, Optional.of(new Adapter("l", none)), Optional.of("X")));
    assertThat(reference("{model: {path: a@b@c, revision: r}}"))
        .isEqualTo(new ModelReference("a@b@c", Optional.of("r"), Optional.empty(), none));
    assertThat(reference("7")).isEqualTo(ModelReference.of("7"));
  }

  @Test
  void aReferenceReadsBackFromItsText() {
    assertThat(reference("a@r+l@s").text()).isEqualTo("a@r+l@s");
  }

  @Test
  void readsTokenizers() {
    String recipe = "merge_method: m\nmodels: [model: a]\n";
    assertThat(recipe(recipe + "tokenizer_source: base").tokenizer())
        .contains(
            new TokenizerSpec(
                "tokenizer_source", new Source.Base(), Map.of(), OptionalInt.empty()));
    assertThat(recipe(recipe + "tokenizer: {}").tokenizer())
        .contains(
            new TokenizerSpec(
                "tokenizer.source", new Source.Union(), Map.of(), OptionalInt.empty()));
    assertThat(
            recipe(
                    recipe
                        + """
                        tokenizer:
                          source: b
                          pad_to_multiple_of: 64
                          tokens:
                            <|im_start|>: {source: a, force: true}
                            "x.y": {source: {kind: zero}}
                            z: {source: {kind: model_token, model: a, token: "</s>"}}
                            w: {source: {kind: model_token, model: a, token_id: 7}}
                            v:
                        """)
                .tokenizer())
        .contains(
            new TokenizerSpec(
                "tokenizer.source",
                new Source.Model(B),
                Map.of(
                    "<|im_start|>",
                    new TokenSpec(Optional.of(new TokenSource.FromModel(A)), true),
                    "x.y",
                    new TokenSpec(Optional.of(new TokenSource.Zero()), false),
                    "z",
                    new TokenSpec(
                        Optional.of(
                            new TokenSource.FromToken(
                                A, Optional.of("</s>"), OptionalLong.empty())),
                        false),
                    "w",
                    new TokenSpec(
                        Optional.of(
                            new TokenSource.FromToken(A, Optional.empty(), OptionalLong.of(7))),
                        false),
                    "v",
                    new TokenSpec(Optional.empty(), false)),
                OptionalInt.of(64)));
  }

  @Test
  void followsAnchorsAndMergeKeys() {
    Recipe recipe =
        recipe(
            """
            merge_method: m
            models:
              - &first
                model: a
                parameters: &p {weight: 1, density: 0.5}
              - model: b
                parameters: {<<: *p, weight: 2}
              - <<: [{model: c}, *first]
            """);
    List<ModelEntry> models = ((Models) recipe.composition()).models();
    assertThat(models.get(1).parameters())
        .isEqualTo(Map.of("weight", new Scalar(2), "density", new Scalar(0.5)));
    assertThat(models.get(2))
        .isEqualTo(new ModelEntry(ModelReference.of("c"), models.get(0).parameters()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "---\n", "# article\n", "\ufeff", "%YAML 1.1\n---\n"})
  void acceptsWhatMayStandBeforeARecipe(String before) {
    assertThat(recipe(before + "merge_method: m\nmodels: [model: a]\n---\n").mergeMethod())
        .isEqualTo("m");
  }

  @Test
  void knowsThePlaceOfEverything() {
    ParsedRecipe parsed =
        parser.parse(
            """
            merge_method: linear
            models:
              - model: a
                parameters:
                  weight: 0.5
              - model:   b
            """);
    assertThat(parsed.places())
        .containsEntry("merge_method", new Place(1, 15))
        .containsEntry("models", new Place(2, 1))
        .containsEntry("models[0]", new Place(3, 5))
        .containsEntry("models[0].parameters", new Place(4, 5))
        .containsEntry("models[0].parameters.weight", new Place(5, 15))
        .containsEntry("models[1].model", new Place(6, 14));
  }
}
