package io.mergefarm.contracts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mergefarm.contracts.plan.RowTable.Term;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowTableTest {

  @Test
  void knowsWhichOperandsAreReadFrontToBack() {
    RowTable table =
        RowTable.of(
            List.of(
                List.of(new Term(0, 1), new Term(1, 5)),
                List.of(new Term(0, 1)),
                List.of(new Term(1, 4)),
                List.of(new Term(0, 3))),
            0);
    assertThat(table.ascends(0)).isTrue();
    assertThat(table.ascends(1)).isFalse();
    assertThat(table.ascends(2)).isTrue();
  }

  private static final RowTable TABLE =
      RowTable.of(
          List.of(
              List.of(new Term(0, 7)),
              List.of(),
              List.of(new Term(0, 2), new Term(1, 9)),
              List.of(new Term(1, 0))),
          2);

  @Test
  void survivesItsEncoding() {
    RowTable decoded = RowTable.decode(TABLE.encode());
    assertThat(decoded.encode()).isEqualTo(TABLE.encode());
    assertThat(decoded.digest()).isEqualTo(TABLE.digest()).hasSize(64);
    assertThat(decoded.size()).isEqualTo(6);
    assertThat(decoded.filled()).isEqualTo(4);
    assertThat(decoded.end(1) - decoded.first(1)).isZero();
    assertThat(decoded.first(2)).isEqualTo(1);
    assertThat(decoded.end(2)).isEqualTo(3);
    assertThat(decoded.operand(2)).isEqualTo(1);
    assertThat(decoded.row(2)).isEqualTo(9);
  }

  @Test
  void tellsWhatItUses() {
    BitSet first = new BitSet();
    first.set(7);
    first.set(2);
    assertThat(TABLE.used(0)).isEqualTo(first);
    assertThat(TABLE.operandCount()).isEqualTo(2);
    assertThat(TABLE.averages()).isTrue();
    assertThat(RowTable.of(List.of(List.of(new Term(0, 0)), List.of()), 0).averages()).isFalse();
  }

  @Test
  void aQuarterMillionRowsAreSmall() {
    List<List<Term>> rows = Collections.nCopies(250_000, List.of(new Term(0, 1)));
    assertThat(RowTable.of(rows, 0).encode()).hasSize(16 + 250_000 * 12);
  }

  @Test
  void brokenBytesAreRefused() {
    byte[] sound = TABLE.encode();
    refused(new byte[0]);
    refused(new byte[16]);
    for (int length = 0; length < sound.length; length++) {
      refused(Arrays.copyOf(sound, length));
    }
    refused(changed(1, Integer.MAX_VALUE));
    refused(changed(1, -1));
    refused(changed(2, -4));
    refused(changed(3, -1));
    refused(changed(3, Integer.MAX_VALUE));
    refused(changed(4, 3));
    refused(changed(4, -1));
    refused(changed(8, -1));
    refused(changed(12, -1));
  }

  @Test
  void noBytesDoAnythingElse() {
    Random random = new Random(1);
    byte[] sound = TABLE.encode();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = sound.clone();
      bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
      try {
        RowTable.decode(bytes).used(0);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching(".*(table|hold).*");
      }
    }
  }

  private static byte[] changed(int place, int value) {
    byte[] bytes = TABLE.encode();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(place * Integer.BYTES, value);
    return bytes;
  }

  private static void refused(byte[] bytes) {
    assertThatIllegalArgumentException().isThrownBy(() -> RowTable.decode(bytes));
  }
}
