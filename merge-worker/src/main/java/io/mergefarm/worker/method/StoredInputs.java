package io.mergefarm.worker.method;

import io.mergefarm.worker.compute.Differences;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The inputs of a merge as they are stored, all in one dtype, for kernels that need no arrays. */
public interface StoredInputs {

  /** The differences of their elements. */
  Differences differences();

  /** The bytes of an element. */
  int elementBytes();

  /** Decodes {@code length} elements of an input, as a visitor sees it. */
  void decode(MemorySegment input, long offset, float[] to, int start, int length);

  /**
   * Shows some elements of all inputs front to back, in few pieces.
   *
   * @param position of the first element in the tensor
   * @throws IOException if an input can not be read
   */
  void read(long position, int length, PieceVisitor visitor) throws IOException;

  /** Sees a piece of all inputs. */
  @FunctionalInterface
  interface PieceVisitor {
    /**
     * Sees one.
     *
     * @param start how many elements were shown before
     * @param offset of the piece's first element in each input, in bytes
     */
    void visit(int start, int length, MemorySegment[] inputs, long offset);
  }
}
