package io.mergefarm.standalone.preview;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CheckedRecipeTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));

  @Test
  void theTypicalMergeIsThatOfMostElements() throws IOException {
    String recipe =
        """
        merge_method: linear
        models:
          - model: examples/models/code
            parameters:
              weight:
                - filter: norm
                  value: 0.9
                - value: 0.3
          - model: examples/models/prose
            parameters: {weight: 0.7}
        dtype: float32
        out_dtype: bfloat16
        """;
    TensorExpression typical = checked(recipe).typicalMerge().orElseThrow();
    assertThat(typical.dtype()).isEqualTo(DType.BF16);
    assertThat(typical.shape().elements()).isEqualTo(1 << 15);
    assertThat(typical.leaves()).extracting(Stored::file).containsExactly(0, 1);
    assertThat(throughJson(typical)).isEqualTo(typical);
    assertThat(merge(typical).operands())
        .extracting(operand -> operand.parameters().get("weight"))
        .containsExactly(0.3, 0.7);
  }

  private static Merge merge(TensorExpression expression) {
    return expression instanceof Cast cast ? merge(cast.operand()) : (Merge) expression;
  }

  private static TensorExpression throughJson(TensorExpression merge)
      throws JsonProcessingException {
    ObjectMapper mapper = ContractJson.mapper();
    return mapper.readValue(mapper.writeValueAsString(merge), TensorExpression.class);
  }

  @Test
  void copiesHaveNone() throws IOException {
    String recipe =
        """
        merge_method: passthrough
        models:
          - model: examples/models/code
        """;
    assertThat(checked(recipe).typicalMerge()).isEmpty();
  }

  private static CheckedRecipe checked(String recipe) throws IOException {
    return Preview.of(new MergeSubmission("checked", recipe, options()));
  }

  private static MergeOptions options() {
    return new MergeOptions(
        ROOT.toUri(),
        Optional.empty(),
        false,
        MergeOptions.DEFAULT_SHARD_SIZE,
        OptionalLong.empty(),
        0,
        NanPolicy.PROPAGATE);
  }
}
