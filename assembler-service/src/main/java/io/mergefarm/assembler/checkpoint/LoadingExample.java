package io.mergefarm.assembler.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceFile;
import java.util.Set;

/** A few lines of Python that load a checkpoint. */
final class LoadingExample {

  private static final Set<String> TOKENIZERS =
      Set.of("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model");

  private final SealedMerge merge;

  LoadingExample(SealedMerge merge) {
    this.merge = merge;
  }

  String code() {
    return merge.donor().kind() == CheckpointKind.ADAPTER
        ? peft()
        : merge.plan().config().map(this::transformers).orElseGet(this::safetensors);
  }

  /** The library finds the model by the adapter's config. */
  private static String peft() {
    return """
        from peft import AutoPeftModel

        folder = "."  # this folder, or the repository it is published as
        model = AutoPeftModel.from_pretrained(folder)
        """;
  }

  private String transformers(ObjectNode config) {
    String model = causal(config) ? "AutoModelForCausalLM" : "AutoModel";
    boolean tokenizer =
        Companions.of(merge.donor()).stream().map(SourceFile::path).anyMatch(TOKENIZERS::contains);
    return "from transformers import "
        + model
        + (tokenizer ? ", AutoTokenizer" : "")
        + "\n\nfolder = \".\"  # this folder, or the repository it is published as\n"
        + "model = "
        + model
        + ".from_pretrained(folder, dtype=\"auto\")\n"
        + (tokenizer ? "tokenizer = AutoTokenizer.from_pretrained(folder)\n" : "");
  }

  private String safetensors() {
    return "from safetensors.torch import load_file\n\n"
        + "tensors = load_file(\""
        + merge.plan().shards().getFirst().name()
        + "\")\n";
  }

  private static boolean causal(JsonNode config) {
    return config.path("architectures").path(0).asText().endsWith("ForCausalLM");
  }
}
