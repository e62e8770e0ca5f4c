package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkHasherTest {

  private final ChunkHasher scalar = new ScalarChunkHasher();
  private final ChunkHasher vector = new VectorChunkHasher();

  @Test
  void theEmptyDigestIsTheOneOfTheSpecification() {
    assertThat(scalar.hash(MemorySegment.ofArray(new byte[0])))
        .isEqualTo("99aa06d3014798d86001c324468d497f");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 17, 128, 129, 240, 241, 255, 256, 257, 1023, 1024, 1025, 1088, 1089, 70_001})
  void vectorsGiveTheDigestsOfHash4j(int size) {
    MemorySegment bytes = Arena.ofAuto().allocate(size + 1L).asSlice(1);
    byte[] random = new byte[size];
    new Random(size).nextBytes(random);
    bytes.copyFrom(MemorySegment.ofArray(random));
    assertThat(vector.hash(bytes)).isEqualTo(scalar.hash(bytes)).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 1023, 1024, 1025, 4096, 5000})
  void theStepsOfADigestDoNotMatter(int step) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[10_000]);
    for (int i = 0; i < bytes.byteSize(); i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31));
    }
    for (ChunkHasher hasher : List.of(scalar, vector)) {
      ChunkHasher.Digest digest = hasher.begin(bytes);
      for (long offset = 0; offset <= bytes.byteSize(); offset += step) {
        digest.advance(offset);
      }
      assertThat(digest.finish()).isEqualTo(scalar.hash(bytes));
    }
  }
}
