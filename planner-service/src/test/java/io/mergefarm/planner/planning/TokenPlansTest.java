package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.plan.MergePlan.PlannedTokenizer;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.tokenizer.Tokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenPlansTest {

  private static final String HEAD =
      """
      merge_method: linear
      base_model: a
      models: [{model: a}, {model: b}, {model: c}]
      parameters: {weight: 1}
      """;
  private static final String BASELESS = HEAD.replace("base_model: a\n", "");
  private static final String PAIR =
      """
      merge_method: linear
      models: [{model: a}, {model: b}]
      parameters: {weight: 1}
      """;

  private static final String SOUP =
      """
      name: soup
      merge_method: linear
      models: [{model: a}, {model: b}]
      parameters: {weight: 1}
      tokenizer_source: union
      """;

  private final Planning models =
      Planning.of(model("a", 4), model("b", 4), model("c", 5), model("d", 2))
          .with("a", Tokenizers.words("<s>", "x", "y"))
          .with("b", Tokenizers.words("<s>", "y", "x", "z"))
          .with("c", Tokenizers.words("<s>", "z", "q", "y", "r"))
          .with("d", Tokenizers.words("<s>", "d"));

  private static TestCheckpoint model(String name, int rows) {
    return new TestCheckpoint(name)
        .with("model.embed_tokens.weight", rows, 6)
        .with("model.layers.0.mlp.up_proj.weight", 8, 6)
        .with("model.norm.weight", 6)
        .with("lm_head.weight", rows, 6)
        .config(
            "{'num_hidden_layers': 1, 'tie_word_embeddings': false, 'vocab_size': " + rows + "}");
  }

  @Test
  void aUnionTakesRowsByTheRules() {
    Planned planned = models.planned(BASELESS + "tokenizer_source: union\n");
    assertThat(rows(planned, "model.embed_tokens.weight", 0))
        .containsExactly("a0", "a1", "a2", "b3+c1", "c2", "c4");
    assertThat(rows(planned, "model.embed_tokens.weight", 1))
        .containsExactly("b0", "b2", "b1", "b3", "c2", "c4");
    assertThat(rows(planned, "lm_head.weight", 2))
        .containsExactly("c0", "a1+b2", "c3", "c1", "c2", "c4");
    assertThat(Planning.tensors(planned).get("lm_head.weight").shape()).isEqualTo(Shape.of(6, 6));
    assertThat(Planning.tensors(planned).get("model.norm.weight").shape()).isEqualTo(Shape.of(6));
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").asInt()).isEqualTo(6);
    assertThat(planned.plan().tokenizer())
        .contains(new PlannedTokenizer(0, List.of("tokenizer.json"), true));
  }

  @Test
  void theBaseStandsInBeforeAMean() {
    Planned planned = models.planned(HEAD + "tokenizer: {source: union}\n");
    assertThat(rows(planned, "lm_head.weight", 2))
        .containsExactly("c0", "a1", "c3", "c1", "c2", "c4");
    assertThat(rows(planned, "lm_head.weight", 0))
        .containsExactly("a0", "a1", "a2", "b3+c1", "c2", "c4");
  }

  @Test
  void theBaseKeepsItsPadding() {
    Planned planned = models.planned(HEAD + "tokenizer: {source: base}\n");
    assertThat(operand(planned, "lm_head.weight", 0)).isInstanceOf(Stored.class);
    assertThat(rows(planned, "lm_head.weight", 1)).containsExactly("b0", "b2", "b1", "a3");
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").asInt()).isEqualTo(4);
    assertThat(planned.plan().tokenizer().orElseThrow().files()).isEmpty();
  }

  @Test
  void whatIsRoundedUpHasNoOtherPadding() {
    Planned planned = models.planned(HEAD + "tokenizer: {source: base, pad_to_multiple_of: 1}\n");
    assertThat(rows(planned, "lm_head.weight", 0)).containsExactly("a0", "a1", "a2");
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").asInt()).isEqualTo(3);
  }

  @Test
  void aStageHasTheVocabularyOfItsOwnOutput() {
    Planned planned =
        models.planned(
            SOUP
                + """
                ---
                merge_method: linear
                models: [{model: soup}, {model: c}]
                parameters: {weight: 1}
                tokenizer_source: union
                """);
    Gather outer = (Gather) operand(planned, "lm_head.weight", 0);
    assertThat(outer.operands().getFirst()).isInstanceOf(Merge.class);
    assertThat(rows(planned, outer))
        .containsExactly("soup0", "soup1", "soup2", "soup3", "c2", "c4");
    assertThat(rows(planned, "lm_head.weight", 1))
        .containsExactly("c0", "soup1", "c3", "c1", "c2", "c4");
    Merge soup = (Merge) outer.operands().getFirst();
    assertThat(rows(planned, (Gather) soup.operands().get(0).expression()))
        .containsExactly("a0", "a1", "a2", "b3");
    assertThat(rows(planned, (Gather) soup.operands().get(1).expression()))
        .containsExactly("b0", "b2", "b1", "b3");
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").asInt()).isEqualTo(6);
    assertThat(filled(planned))
        .extracting(group -> group.path("stage").asText())
        .containsExactly("soup", "");
  }

  @Test
  void theTokenizerOfAStageGoesOnToTheOutput() {
    Planned planned =
        models.planned(
            SOUP
                + """
                chat_template: chatml
                ---
                merge_method: linear
                models: [{model: soup}, {model: b}]
                parameters: {weight: 1}
                """);
    assertThat(operand(planned, "lm_head.weight", 0)).isInstanceOf(Merge.class);
    assertThat(operand(planned, "lm_head.weight", 1)).isInstanceOf(Stored.class);
    assertThat(planned.plan().tokenizer())
        .contains(new PlannedTokenizer(0, List.of("chat_template.jinja", "tokenizer.json"), true));
    assertThat(planned.objects())
        .containsKey(StoreLayout.tokenizerFile("merge-1", "chat_template.jinja"));
  }

  @Test
  void aModelWithAnAdapterHasTheTokensOfTheModel() {
    models.with(
        TestCheckpoint.adapter("ad", "{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8}")
            .factors("lm_head", 2, 4, 6)
            .index());
    Planned planned =
        models.planned(PAIR.replace("model: b", "model: b+ad") + "tokenizer_source: union\n");
    assertThat(rows(planned, "model.embed_tokens.weight", 1))
        .containsExactly("b0", "b2", "b1", "b3");
    Gather head = (Gather) operand(planned, "lm_head.weight", 1);
    assertThat(head.operands().getFirst()).isInstanceOf(LowRank.class);
    assertThat(planned.plan().tokenizer())
        .contains(new PlannedTokenizer(0, List.of("tokenizer.json"), true));
  }

  @Test
  void aHeadThatIsAModuleOfItsOwnFollows() {
    Planned planned =
        models.planned(
            """
            merge_method: linear
            modules:
              lm_head: {models: [{model: a}, {model: b}]}
              default: {models: [{model: a}, {model: b}]}
            parameters: {weight: 1}
            tokenizer: {tokens: {new: {source: {kind: model_token, model: c, token: q}}}}
            """);
    for (String tensor : List.of("model.embed_tokens.weight", "lm_head.weight")) {
      assertThat(rows(planned, tensor, 1)).containsExactly("b0", "b2", "b1", "b3", "c2");
    }
  }

  @Test
  void whatIsKeptFromOneModelFollowsToo() {
    models.with(model("b", 4).without("lm_head.weight").index());
    PlanResult result = models.plan(PAIR + "on_mismatch: base\ntokenizer_source: b\n");
    assertThat(result.problems())
        .extracting(Problem::code)
        .containsExactlyInAnyOrder("tensors-kept", "token-without-source");
    Planned planned = result.planned().orElseThrow();
    TensorExpression head = Planning.tensors(planned).get("lm_head.weight").expression();
    assertThat(rows(planned, (Gather) head)).containsExactly("a0", "a2", "a1", "0");
  }

  @Test
  void theRecipeNamesRows() {
    Planned planned =
        models.planned(
            HEAD
                + """
                tokenizer:
                  source: base
                  pad_to_multiple_of: 4
                  tokens:
                    x: {source: b, force: true}
                    y: {source: {kind: model_token, model: d, token: d}}
                    new: {source: {kind: zero}}
                    z:
                    other: {source: {kind: model_token, model: c, token_id: 2}}
                """);
    assertThat(rows(planned, "lm_head.weight", 0))
        .containsExactly("a0", "b2", "a2", "0", "b3+c1", "c2", "mean", "mean");
    assertThat(rows(planned, "lm_head.weight", 2))
        .containsExactly("c0", "b2", "c3", "0", "c1", "c2", "mean", "mean");
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").asInt()).isEqualTo(8);
    assertThat(planned.plan().sources()).hasSize(4);

    JsonNode filled = filled(planned);
    assertThat(filled).hasSize(1);
    assertThat(filled.at("/0/tensors"))
        .extracting(JsonNode::asText)
        .containsExactly("model.embed_tokens.weight", "lm_head.weight");
    assertThat(filled.at("/0/tokens"))
        .extracting(token -> token.get("token").asText())
        .containsExactly("x", "new", "z", "other");
    assertThat(filled.at("/0/tokens/0").toString())
        .isEqualTo(
            "{\"id\":1,\"token\":\"x\",\"from\":[{\"model\":\"b\",\"row\":2}],\"models\":[\"a\",\"b\",\"c\"]}");
  }

  @Test
  void theTokenizerMayBeThatOfAnotherModel() {
    Planned planned = models.planned(HEAD + "tokenizer_source: d\n");
    assertThat(rows(planned, "lm_head.weight", 0)).containsExactly("a0", "0");
    assertThat(planned.plan().tokenizer()).contains(new PlannedTokenizer(3, List.of(), true));
    assertThat(planned.plan().sources().get(3).model()).isEqualTo("d");
  }

  @Test
  void rowsThatAreInOrderAreNotGathered() {
    Planning same =
        Planning.of(model("a", 3), model("b", 3))
            .with("a", Tokenizers.words("<s>", "x", "y"))
            .with("b", Tokenizers.words("<s>", "x", "y"));
    Planned planned = same.planned(PAIR + "tokenizer_source: union\n");
    Merge merge = (Merge) Planning.tensors(planned).get("lm_head.weight").expression();
    assertThat(merge.operands()).allMatch(operand -> operand.expression() instanceof Stored);
  }

  @Test
  void paddedEmbeddingsStayWithoutASetting() {
    Planned planned = Planning.of(model("a", 4), model("b", 4)).planned(PAIR);
    assertThat(Planning.tensors(planned).get("lm_head.weight").shape()).isEqualTo(Shape.of(4, 6));
    assertThat(planned.plan().config().orElseThrow().get("vocab_size").asInt()).isEqualTo(4);
    assertThat(planned.plan().tokenizer()).isEmpty();
    assertThat(planned.objects()).isEmpty();
  }

  @Test
  void whatCanNotBeIsSaid() {
    assertThat(codes("tokenizer: {source: base, tokens: {x: {source: d}}}\n"))
        .containsExactly("token-not-found");
    assertThat(
            codes(
                "tokenizer: {tokens: {x: {source: {kind: model_token, model: d, token_id: 2}}}}\n"))
        .containsExactly("token-not-found");
    assertThat(codes("tokenizer: {source: base, tokens: {unheard: }}\n"))
        .containsExactly("token-without-source");
    assertThat(codes("chat_template: chatlm\n")).contains("invalid-chat-template");
    assertThat(codes("")).contains("tensors-cut");
    models.with("b", Tokenizers.files("tokenizer.json", "{'model': []}"));
    assertThat(codes("tokenizer_source: union\n")).containsExactly("tokenizer-unusable");
    models.with("b", Tokenizers.files());
    assertThat(codes("tokenizer_source: union\n")).containsExactly("no-tokenizer");
  }

  private List<String> codes(String rest) {
    return models.plan(HEAD + rest).problems().stream().map(Problem::code).toList();
  }

  private static JsonNode filled(Planned planned) {
    try {
      return new ObjectMapper()
          .readTree(planned.objects().get(StoreLayout.filledTokens("merge-1")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TensorExpression operand(Planned planned, String tensor, int operand) {
    Merge merge = (Merge) Planning.tensors(planned).get(tensor).expression();
    return merge.operands().get(operand).expression();
  }

  /** The rows of one operand of a merge, as the models they come from and their places there. */
  private static List<String> rows(Planned planned, String tensor, int operand) {
    return rows(planned, (Gather) operand(planned, tensor, operand));
  }

  private static List<String> rows(Planned planned, Gather gather) {
    RowTable table = RowTable.decode(planned.objects().get(gather.table()));
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < table.filled(); row++) {
      List<String> terms = new ArrayList<>();
      for (int term = table.first(row); term < table.end(row); term++) {
        String model =
            gather.operands().get(table.operand(term)) instanceof Stored stored
                ? planned.plan().files().get(stored.file()).path().substring(0, 1)
                : "soup";
        terms.add(model + table.row(term));
      }
      rows.add(terms.isEmpty() ? "0" : String.join("+", terms));
    }
    for (int row = table.filled(); row < table.size(); row++) {
      rows.add("mean");
    }
    return rows;
  }
}
