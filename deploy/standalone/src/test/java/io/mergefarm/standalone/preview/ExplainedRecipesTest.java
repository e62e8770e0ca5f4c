package io.mergefarm.standalone.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.MethodExplanation;
import io.mergefarm.contracts.method.NanPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes that explanations of methods show can be run as they are. */
class ExplainedRecipesTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));

  @ParameterizedTest
  @MethodSource("io.mergefarm.contracts.method.BuiltInMethods#all")
  void planWithoutAProblem(MethodDescriptor method) throws IOException {
    ClassLoader loader = ExplainedRecipesTest.class.getClassLoader();
    String recipe = MethodExplanation.find(loader, method.name()).orElseThrow().recipe();
    CheckedRecipe checked = Preview.of(new MergeSubmission(method.name(), recipe, options()));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.planned().orElseThrow().plan().method()).isEqualTo(method.name());
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
