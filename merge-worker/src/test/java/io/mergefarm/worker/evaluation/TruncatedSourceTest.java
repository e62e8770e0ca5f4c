package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.ScalarBackend;
import io.mergefarm.worker.compute.VectorBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mapped file loses its end between the look at its size and the reading of its bytes. */
class TruncatedSourceTest {

  private static final int ELEMENTS = 1 << 18;

  @TempDir private Path folder;

  static Stream<ComputeBackend> backends() {
    return Stream.of(new ScalarBackend(), new VectorBackend());
  }

  @ParameterizedTest
  @MethodSource("backends")
  void failsTheMerge(ComputeBackend backend) throws IOException, MergeFailureException {
    Path file = Files.write(folder.resolve("a"), new byte[ELEMENTS * Float.BYTES]);
    Stored stored = new Stored(0, "weight", 0, DType.F32, Shape.of(ELEMENTS));
    Work work = whole(merge("linear", DType.F32, Map.of(), model(stored, 1)));
    Engine engine =
        new Engine(
            MethodRegistry.discover(getClass().getClassLoader()),
            backend,
            new BlockSizes(2048),
            RowTables.none());
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      TensorEvaluation evaluation =
          new TensorEvaluation(work, engine, new OneFile(bytes), new Workspace());
      ChunkTarget target = new ChunkInPlace(arena.allocate(bytes.byteSize()));
      channel.truncate(100);
      assertThatExceptionOfType(MergeFailureException.class)
          .isThrownBy(() -> evaluation.write(evaluation.range(), target))
          .withMessageContaining("tensor out: a source file was cut short")
          .withMessageContaining("[a]");
    }
  }

  /** Bytes without a look at the file's size. */
  private record OneFile(MemorySegment bytes) implements SourceBytes {
    @Override
    public String name(int file) {
      return "a";
    }

    @Override
    public ByteReader open(int file) {
      return (offset, scratch) -> bytes.asSlice(offset, scratch.byteSize());
    }
  }
}
