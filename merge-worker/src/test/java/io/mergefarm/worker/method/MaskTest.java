package io.mergefarm.worker.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {

  private final List<Long> made = new ArrayList<>();

  /** Keeps every third element, and leaves rubbish in the bits of others. */
  private void mark(long position, int length, float[] vector, long[] marks) {
    made.add(position);
    int offset = (int) (position % Long.SIZE);
    for (int bit = 0; bit < marks.length * Long.SIZE; bit++) {
      long element = position - offset + bit;
      boolean own = bit >= offset && bit < offset + length;
      boolean kept = own ? element % 3 == 0 : element % 2 == 0;
      long one = 1L << (bit % Long.SIZE);
      marks[bit / Long.SIZE] = (marks[bit / Long.SIZE] & ~one) | (kept ? one : 0);
    }
  }

  @Test
  void isRememberedForTheNextPass() {
    int elements = 1000;
    for (int blockSize : new int[] {8, 24, 64, 136, 1000}) {
      made.clear();
      RememberedMask mask = new RememberedMask(this::mark, elements);
      for (int pass = 0; pass < 2; pass++) {
        for (int position = 0; position < elements; position += blockSize) {
          check(mask, position, Math.min(blockSize, elements - position));
        }
      }
      assertThat(made).hasSize((elements + blockSize - 1) / blockSize);
    }
  }

  @Test
  void isMadeAnewWhereMemoryEnds() {
    RememberedMask mask = new RememberedMask(this::mark, Long.MAX_VALUE);
    int blockSize = 1 << 20;
    for (int pass = 0; pass < 2; pass++) {
      for (long position = 0; position < 1L << 27; position += blockSize) {
        mask.mark(position, 1, new float[0], new long[1]);
      }
    }
    check(mask, 1L << 40, 100);
    assertThat(made).hasSizeGreaterThan(128);
  }

  @Test
  void theLimitOfADrawIsExact() {
    assertThat(DrawLimit.of(0)).isEqualTo(new DrawLimit(0, 0));
    assertThat(DrawLimit.of(0.5)).isEqualTo(new DrawLimit(0x8000, 0));
    assertThat(DrawLimit.of(0.3)).isEqualTo(new DrawLimit(0x4ccc, 0xcccd));
    assertThat(DrawLimit.of(1)).isEqualTo(new DrawLimit(0xffff, 0xffff));
  }

  private static void check(Mask mask, long position, int length) {
    long[] marks = new long[Mask.words(length)];
    mask.mark(position, length, new float[length], marks);
    for (int i = 0; i < length; i++) {
      int bit = (int) (position % Long.SIZE) + i;
      boolean kept = ((marks[bit / Long.SIZE] >>> (bit % Long.SIZE)) & 1) != 0;
      assertThat(kept).isEqualTo((position + i) % 3 == 0);
    }
  }
}
