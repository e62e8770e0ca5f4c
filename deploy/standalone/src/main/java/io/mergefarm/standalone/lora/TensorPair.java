package io.mergefarm.standalone.lora;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.DTypeCodec;
import io.mergefarm.worker.matrix.Matrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A tensor of the base and the fine-tune's of its name, of one shape. */
final class TensorPair {

  private static final int BLOCK = 1 << 16;

  private final String name;
  private final Side base;
  private final Side tuned;

  /** A tensor in an open file. */
  record Side(StoredTensor tensor, ObjectReader file) {
    MemorySegment bytes(long from, long length) throws IOException {
      MemorySegment scratch = MemorySegment.ofArray(new byte[Math.toIntExact(length)]);
      return file.read(tensor.offset() + from, scratch);
    }
  }

  TensorPair(String name, Side base, Side tuned) {
    this.name = name;
    this.base = base;
    this.tuned = tuned;
  }

  Shape shape() {
    return base.tensor().shape();
  }

  DType tunedType() {
    return tuned.tensor().dtype();
  }

  boolean computable() {
    return base.tensor().dtype().arithmetic() && tuned.tensor().dtype().arithmetic();
  }

  /** The fine-tune's bytes, piece by piece. */
  void copy(AdapterFile.Target target) throws IOException {
    long size = tuned.tensor().byteSize();
    for (long from = 0; from < size; from += BLOCK) {
      target.write(tuned.bytes(from, Math.min(BLOCK, size - from)));
    }
  }

  /** Whether the two hold the same bytes. */
  boolean equal() throws IOException {
    long size = tuned.tensor().byteSize();
    boolean equal = base.tensor().dtype() == tuned.tensor().dtype();
    for (long from = 0; equal && from < size; from += BLOCK) {
      long length = Math.min(BLOCK, size - from);
      equal = base.bytes(from, length).mismatch(tuned.bytes(from, length)) < 0;
    }
    return equal;
  }

  /**
   * What the fine-tune has changed, exact in float64.
   *
   * @param turned whether rows and columns are exchanged
   * @throws ExtractionException if an element is not finite
   */
  Matrix change(ComputeBackend backend, boolean turned) throws IOException, ExtractionException {
    long rows = shape().dimensions().getFirst();
    long columns = shape().dimensions().getLast();
    Matrix change = turned ? Matrix.zeros(columns, rows) : Matrix.zeros(rows, columns);
    float[] before = new float[BLOCK];
    float[] after = new float[BLOCK];
    for (long from = 0; from < shape().elements(); from += BLOCK) {
      int length = (int) Math.min(BLOCK, shape().elements() - from);
      decode(base, backend.codec(base.tensor().dtype()), from, length, before);
      decode(tuned, backend.codec(tuned.tensor().dtype()), from, length, after);
      for (int i = 0; i < length; i++) {
        long at = from + i;
        change.set(
            turned ? at % columns * rows + at / columns : at,
            finite((double) after[i] - before[i]));
      }
    }
    return change;
  }

  private double finite(double value) throws ExtractionException {
    if (!Double.isFinite(value)) {
      throw new ExtractionException(name + " holds elements that are not finite numbers");
    }
    return value;
  }

  private static void decode(Side side, DTypeCodec codec, long from, int length, float[] to)
      throws IOException {
    long size = codec.elementBytes();
    codec.decode(side.bytes(from * size, length * size), 0, to, 0, length);
  }
}
