package io.mergefarm.standalone.bench;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.safetensors.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The dimensions of a Llama-architecture model with an output layer of its own.
 *
 * @param vocabulary tokens
 * @param hidden the width of a token's state
 * @param layers decoder layers
 * @param heads attention heads of a layer; they share the hidden width
 * @param keyValueHeads heads that keys and values have
 * @param intermediate the width within the feed-forward network
 */
record CheckpointShape(
    long vocabulary, long hidden, int layers, int heads, int keyValueHeads, long intermediate) {

  /** TinyLlama 1.1B: 2.2 GB in bfloat16. */
  static final CheckpointShape TINY_LLAMA = new CheckpointShape(32_000, 2048, 22, 32, 4, 5632);

  /** All tensors, in the order of a forward pass. */
  List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(tensor("model.embed_tokens.weight", vocabulary, hidden));
    for (int layer = 0; layer < layers; layer++) {
      tensors.addAll(layer("model.layers." + layer + "."));
    }
    tensors.add(tensor("model.norm.weight", hidden));
    tensors.add(tensor("lm_head.weight", vocabulary, hidden));
    return tensors;
  }

  /** The content of {@code config.json}. */
  String config() {
    return """
        {
          "architectures": ["LlamaForCausalLM"],
          "dtype": "bfloat16",
          "hidden_act": "silu",
          "hidden_size": %d,
          "intermediate_size": %d,
          "model_type": "llama",
          "num_attention_heads": %d,
          "num_hidden_layers": %d,
          "num_key_value_heads": %d,
          "rms_norm_eps": 1e-05,
          "tie_word_embeddings": false,
          "vocab_size": %d
        }
        """
        .formatted(hidden, intermediate, heads, layers, keyValueHeads, vocabulary);
  }

  private List<TensorSpec> layer(String prefix) {
    long keyValues = hidden / heads * keyValueHeads;
    return List.of(
        tensor(prefix + "input_layernorm.weight", hidden),
        tensor(prefix + "self_attn.q_proj.weight", hidden, hidden),
        tensor(prefix + "self_attn.k_proj.weight", keyValues, hidden),
        tensor(prefix + "self_attn.v_proj.weight", keyValues, hidden),
        tensor(prefix + "self_attn.o_proj.weight", hidden, hidden),
        tensor(prefix + "post_attention_layernorm.weight", hidden),
        tensor(prefix + "mlp.gate_proj.weight", intermediate, hidden),
        tensor(prefix + "mlp.up_proj.weight", intermediate, hidden),
        tensor(prefix + "mlp.down_proj.weight", hidden, intermediate));
  }

  private static TensorSpec tensor(String name, long... dimensions) {
    return new TensorSpec(name, DType.BF16, Shape.of(dimensions));
  }
}
