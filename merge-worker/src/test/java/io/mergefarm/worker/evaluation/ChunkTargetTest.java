package io.mergefarm.worker.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is sent of a chunk, and what stays in place, is the chunk. */
class ChunkTargetTest {

  private static final int SIZE = 600_001;
  private static final int STEP = 100_000;

  private final byte[] content = content();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Integer> pieces = new ArrayList<>();

  @Test
  void sendsWhatIsWrittenInFewPieces() throws IOException {
    SentChunk chunk = new SentChunk(MemorySegment.ofArray(new byte[SIZE]), this::take);
    for (int end : ends()) {
      int from = Math.max(0, end - STEP);
      MemorySegment.copy(content, from, chunk.memory(), ValueLayout.JAVA_BYTE, from, end - from);
      chunk.ready(end);
    }
    assertThat(sent.toByteArray()).isEqualTo(content);
    assertThat(pieces).hasSize(3);
  }

  @Test
  void sendsWhatLiesElsewhere() throws IOException {
    SentChunk chunk = new SentChunk(MemorySegment.ofArray(new byte[SIZE]), this::take);
    for (int end : ends()) {
      chunk.copy(MemorySegment.ofArray(content), end);
    }
    assertThat(sent.toByteArray()).isEqualTo(content);
  }

  @Test
  void copiesIntoPlace() {
    byte[] memory = new byte[SIZE];
    ChunkInPlace chunk = new ChunkInPlace(MemorySegment.ofArray(memory));
    for (int end : ends()) {
      chunk.copy(MemorySegment.ofArray(content), end);
    }
    assertThat(memory).isEqualTo(content);
  }

  private void take(ByteBuffer bytes) {
    byte[] piece = new byte[bytes.remaining()];
    bytes.get(piece);
    pieces.add(piece.length);
    sent.writeBytes(piece);
  }

  private static List<Integer> ends() {
    List<Integer> ends = new ArrayList<>();
    for (int end = STEP; end < SIZE; end += STEP) {
      ends.add(end);
    }
    ends.add(SIZE);
    return ends;
  }

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(0).nextBytes(content);
    return content;
  }
}
