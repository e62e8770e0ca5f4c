package io.mergefarm.contracts.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/**
 * Where the rows of a gathered tensor come from: each is the mean of some rows of the operands, of
 * one as a rule, and zero where there is none. Behind them may stand padding rows, which are all
 * the mean of the rows before them.
 *
 * <p>It lies in the object store under the digest of its bytes, so that events need not carry a row
 * for each token. The bytes are little-endian 32-bit integers: a mark, the number of rows, of terms
 * and of padding rows; for each row the place behind its last term; for each term its operand and
 * its row there.
 */
public final class RowTable {

  /** More tokens than any vocabulary has. */
  public static final int MAX_ROWS = 1 << 24;

  private static final int MAX_OPERANDS = 1 << 12;

  /** The largest table in bytes. */
  public static final int MAX_BYTES = 512 << 20;

  private static final int MARK = 0x4752464d;
  private static final int HEADER_INTS = 4;

  private final int[] ends;
  private final int[] operands;
  private final int[] rows;
  private final int padding;

  private RowTable(int[] ends, int[] operands, int[] rows, int padding) {
    this.ends = ends;
    this.operands = operands;
    this.rows = rows;
    this.padding = padding;
  }

  /**
   * A row of an operand.
   *
   * @param operand its place in the gather
   */
  public record Term(int operand, int row) {}

  /**
   * Makes a table.
   *
   * @param rows the terms of each row, which are averaged
   * @param padding the number of rows behind them
   */
  public static RowTable of(List<List<Term>> rows, int padding) {
    List<Term> terms = new ArrayList<>();
    int[] ends = new int[rows.size()];
    for (int i = 0; i < ends.length; i++) {
      terms.addAll(rows.get(i));
      ends[i] = terms.size();
    }
    return new RowTable(
            ends,
            terms.stream().mapToInt(Term::operand).toArray(),
            terms.stream().mapToInt(Term::row).toArray(),
            padding)
        .checked();
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static RowTable decode(byte[] bytes) {
    IntBuffer ints = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    if (bytes.length % Integer.BYTES != 0 || ints.remaining() < HEADER_INTS || ints.get() != MARK) {
      throw new IllegalArgumentException("these " + bytes.length + " bytes are no table of rows");
    }
    int rows = ints.get();
    int terms = ints.get();
    int padding = ints.get();
    if (rows < 0 || terms < 0 || ints.remaining() != rows + 2L * terms) {
      throw new IllegalArgumentException(
          "%d bytes can not hold %d rows of %d terms".formatted(bytes.length, rows, terms));
    }
    return new RowTable(take(ints, rows), take(ints, terms), take(ints, terms), padding).checked();
  }

  private static int[] take(IntBuffer ints, int count) {
    int[] taken = new int[count];
    ints.get(taken);
    return taken;
  }

  private RowTable checked() {
    int previous = 0;
    for (int end : ends) {
      if (end < previous) {
        throw new IllegalArgumentException("the terms of a table's rows go backwards");
      }
      previous = end;
    }
    if (previous != operands.length
        || Arrays.stream(operands).anyMatch(operand -> operand < 0 || operand >= MAX_OPERANDS)
        || Arrays.stream(rows).anyMatch(row -> row < 0 || row >= MAX_ROWS)
        || padding < 0
        || (padding > 0 && ends.length == 0)
        || (long) ends.length + padding > MAX_ROWS) {
      throw new IllegalArgumentException("the numbers of a table of rows do not fit");
    }
    return this;
  }

  public byte[] encode() {
    long length = (HEADER_INTS + ends.length + 2L * operands.length) * Integer.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .asIntBuffer()
        .put(MARK)
        .put(ends.length)
        .put(operands.length)
        .put(padding)
        .put(ends)
        .put(operands)
        .put(rows);
    return bytes.array();
  }

  /** A name that depends on nothing but the content. */
  public String digest() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encode()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** All rows, the padding included. */
  public int size() {
    return ends.length + padding;
  }

  /** The rows before the padding. */
  public int filled() {
    return ends.length;
  }

  /** The place of a row's first term. */
  public int first(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** The place behind a row's last term. */
  public int end(int row) {
    return ends[row];
  }

  public int operand(int term) {
    return operands[term];
  }

  public int row(int term) {
    return rows[term];
  }

  /** Whether a row is the mean of several. */
  public boolean averages() {
    int row = 0;
    while (row < ends.length && end(row) - first(row) < 2) {
      row++;
    }
    return row < ends.length || padding > 0;
  }

  /** The number of operands that the table refers to. */
  public int operandCount() {
    return Arrays.stream(operands).max().orElse(-1) + 1;
  }

  /** Whether no row of an operand is used behind one that follows it there. */
  public boolean ascends(int operand) {
    int highest = 0;
    boolean ascends = true;
    for (int term = 0; ascends && term < operands.length; term++) {
      if (operands[term] == operand) {
        ascends = rows[term] >= highest;
        highest = rows[term];
      }
    }
    return ascends;
  }

  /** The rows of an operand that are used. */
  public BitSet used(int operand) {
    BitSet used = new BitSet();
    for (int term = 0; term < operands.length; term++) {
      if (operands[term] == operand) {
        used.set(rows[term]);
      }
    }
    return used;
  }
}
