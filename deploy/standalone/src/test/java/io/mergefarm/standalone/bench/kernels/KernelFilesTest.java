package io.mergefarm.standalone.bench.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.ScalarBackend;
import io.mergefarm.worker.compute.VectorBackend;
import io.mergefarm.worker.evaluation.InMemoryMerge;
import io.mergefarm.worker.evaluation.MergeFailureException;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelFilesTest {

  private static final Shape SHAPE = Shape.of(24, 72);

  @TempDir private Path folder;

  static List<MethodDescriptor> methods() {
    return BuiltInMethods.all();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodCanBeMeasuredAndBackendsAgree(MethodDescriptor method)
      throws IOException, MergeFailureException {
    try (KernelFiles files = new KernelFiles(folder, SHAPE.elements())) {
      byte[] plain = merged(method, new ScalarBackend(), files);
      byte[] vectors = merged(method, new Undigested(new VectorBackend()), files);
      assertThat(vectors).isEqualTo(plain);
      files.output().fill((byte) 1);
      assertThat(plain).isNotEqualTo(files.output().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void aCopyMovesAsManyBytesAsAMerge() throws IOException {
    try (KernelFiles files = new KernelFiles(folder, SHAPE.elements())) {
      files.copy(1);
      assertThat(files.output().mismatch(files.inputs().getFirst())).isEqualTo(-1);
    }
  }

  private static byte[] merged(MethodDescriptor method, ComputeBackend backend, KernelFiles files)
      throws IOException, MergeFailureException {
    MethodRegistry methods = MethodRegistry.discover(KernelFilesTest.class.getClassLoader());
    new InMemoryMerge(methods, backend)
        .merge(new TypicalMerge(method, SHAPE).expression(), files.inputs(), files.output());
    return files.output().toArray(ValueLayout.JAVA_BYTE);
  }
}
