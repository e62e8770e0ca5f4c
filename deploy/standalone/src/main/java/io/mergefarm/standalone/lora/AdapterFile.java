package io.mergefarm.standalone.lora;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.EncodedHeader;
import io.mergefarm.contracts.safetensors.SafetensorsHeaderWriter;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.safetensors.TensorSpec;
import io.mergefarm.worker.matrix.Matrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file that is written tensor by tensor. They are kept in a file beside it until all
 * are known, for the header, which stands in front, tells of all.
 */
final class AdapterFile implements AutoCloseable {

  private static final int CHUNK_ELEMENTS = 1 << 18;

  private final Path file;
  private final Path spool;
  private final FileChannel spooled;
  private final List<Spooled> tensors = new ArrayList<>();

  private record Spooled(TensorSpec spec, long offset) {}

  AdapterFile(Path file) throws IOException {
    this.file = file;
    this.spool = file.resolveSibling(file.getFileName() + ".tensors");
    this.spooled =
        FileChannel.open(
            spool,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Adds a matrix as float32. */
  void add(String name, long rows, long columns, Matrix matrix) throws IOException {
    begin(new TensorSpec(name, DType.F32, Shape.of(rows, columns)));
    long elements = Math.multiplyExact(rows, columns);
    ByteBuffer chunk =
        ByteBuffer.allocate(CHUNK_ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < elements; from += CHUNK_ELEMENTS) {
      long to = Math.min(elements, from + CHUNK_ELEMENTS);
      chunk.clear();
      for (long i = from; i < to; i++) {
        chunk.putFloat((float) matrix.get(i));
      }
      write(spooled, chunk.flip());
    }
  }

  /** Takes pieces of a tensor's bytes. */
  @FunctionalInterface
  interface Target {
    void write(MemorySegment bytes) throws IOException;
  }

  /** Adds the fine-tune's tensor as it is. */
  void add(String name, TensorPair pair) throws IOException {
    begin(new TensorSpec(name, pair.tunedType(), pair.shape()));
    pair.copy(bytes -> write(spooled, bytes.asByteBuffer()));
  }

  /** Writes the file; tensors of wide elements lie in front, so that all are aligned. */
  void finish() throws IOException {
    List<Spooled> ordered =
        tensors.stream()
            .sorted(Comparator.comparingInt(tensor -> -tensor.spec().dtype().bits()))
            .toList();
    EncodedHeader header =
        new SafetensorsHeaderWriter()
            .write(Map.of("format", "pt"), ordered.stream().map(Spooled::spec).toList());
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(out, ByteBuffer.wrap(header.bytes()));
      for (Spooled tensor : ordered) {
        copy(tensor, out);
      }
    }
  }

  @Override
  public void close() throws IOException {
    spooled.close();
    Files.deleteIfExists(spool);
  }

  private void begin(TensorSpec spec) throws IOException {
    tensors.add(new Spooled(spec, spooled.size()));
  }

  private void copy(Spooled tensor, FileChannel out) throws IOException {
    long from = tensor.offset();
    long end = from + tensor.spec().byteSize();
    while (from < end) {
      from += spooled.transferTo(from, end - from, out);
    }
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
