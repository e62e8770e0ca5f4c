package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal merges give equal bytes, however they are cut. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class DeterminismTest {

  private static final long MEBIBYTE = 1 << 20;

  @Inject TestPipeline pipeline;
  @TempDir Path folder;
  private int runs;

  @BeforeEach
  void writeModels() throws IOException {
    SplitCheckpoints.write(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "slerp", "task_arithmetic", "ties", "dare_ties", "della"})
  void partsOfAnySize(String method) throws IOException, InterruptedException {
    Submissions submissions = Submissions.of(folder);
    Map<String, String> expected = digests(submissions.withParts(32 * MEBIBYTE), method);
    assertThat(digests(submissions.withParts(32 * MEBIBYTE), method)).isEqualTo(expected);
    assertThat(digests(submissions.withParts(MEBIBYTE), method)).isEqualTo(expected);
    assertThat(digests(submissions.withParts(64 << 10), method)).isEqualTo(expected);
  }

  @Test
  void everySeedHasItsMasks() throws IOException, InterruptedException {
    Submissions submissions = Submissions.of(folder);
    Map<String, String> zero = digests(submissions, "dare_linear");
    assertThat(digests(submissions.withSeed(1), "dare_linear")).isNotEqualTo(zero);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slerp", "ties"})
  void shardsOfAnySize(String method) throws IOException, InterruptedException {
    Submissions several = Submissions.of(folder).withShards(5 * MEBIBYTE);
    Checkpoint inOne = merge(Submissions.of(folder), method);
    Checkpoint inSeveral = merge(several, method);
    assertThat(inSeveral.shards()).hasSizeGreaterThan(1);
    Map<String, Tensor> expected = inOne.tensors();
    Map<String, Tensor> actual = inSeveral.tensors();
    assertThat(actual).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, tensor) ->
            assertThat(actual.get(name).bytes().mismatch(tensor.bytes())).as(name).isEqualTo(-1));
    assertThat(digests(several.withParts(MEBIBYTE), method)).isEqualTo(inSeveral.digests());
  }

  private Map<String, String> digests(Submissions submissions, String method)
      throws IOException, InterruptedException {
    return merge(submissions, method).digests();
  }

  private Checkpoint merge(Submissions submissions, String method) throws InterruptedException {
    Path out = folder.resolve("run-" + runs++).resolve("merged");
    return pipeline.merge(submissions.merge(SplitCheckpoints.recipe(method), out));
  }
}
