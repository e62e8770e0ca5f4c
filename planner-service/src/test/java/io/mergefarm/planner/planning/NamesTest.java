package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void theFirstNumberIsTheLayers() {
    assertThat(LayerName.of("model.layers.12.mlp.experts.3.w1.weight"))
        .contains(new LayerName("model.layers", 12, "mlp.experts.3.w1.weight"));
    assertThat(LayerName.of("transformer.h.0.ln_1.bias"))
        .contains(new LayerName("transformer.h", 0, "ln_1.bias"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lm_head.weight",
        "model.layers.x.weight",
        "conv1.weight",
        "0.weight",
        "layers.7",
        "layers.007.weight",
        "layers.99999999999.weight",
        ".1.weight"
      })
  void otherNamesHaveNoLayer(String name) {
    assertThat(LayerName.of(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.embed_tokens.weight",
        "transformer.wte.weight",
        "transformer.wpe.weight",
        "gpt_neox.embed_in.weight",
        "bert.embeddings.LayerNorm.bias",
        "transformer.word_embeddings_layernorm.weight",
        "tok_embeddings.weight"
      })
  void embeddingsLieBefore(String name) {
    assertThat(TensorRole.of(name)).isEqualTo(TensorRole.BEFORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lm_head.weight",
        "model.norm.weight",
        "transformer.ln_f.bias",
        "embed_out.weight",
        "output.weight",
        "cls.predictions.bias"
      })
  void headsAndFinalNormsLieBehind(String name) {
    assertThat(TensorRole.of(name)).isEqualTo(TensorRole.BEHIND);
  }
}
