package io.mergefarm.standalone.bench.kernels;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The mapped files of one thread: a base, models that are tuned from it, and an output. */
final class KernelFiles implements AutoCloseable {

  private static final float DEVIATION = 0.02f;
  private static final int LARGEST_STEP = 8;

  private final Path folder;
  private final long bytes;
  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> inputs = new ArrayList<>();
  private final MemorySegment output;

  /**
   * Makes the files.
   *
   * @param parent of the folder that holds them, which is deleted in the end
   * @param elements of each, in bfloat16
   */
  KernelFiles(Path parent, long elements) throws IOException {
    this.folder = Files.createTempDirectory(parent, "kernels-");
    this.bytes = elements * Short.BYTES;
    MemorySegment base = map("base");
    SplittableRandom random = new SplittableRandom(0);
    for (long i = 0; i < elements; i++) {
      int bits = Float.floatToRawIntBits((float) random.nextGaussian() * DEVIATION);
      base.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >>> Short.SIZE));
    }
    inputs.add(base);
    for (int model = 1; model < TypicalMerge.FILES; model++) {
      inputs.add(tuned(base, model));
    }
    this.output = map("output");
    output.fill((byte) 1);
  }

  List<MemorySegment> inputs() {
    return inputs;
  }

  MemorySegment output() {
    return output;
  }

  /** Copies as many bytes as a merge of some inputs reads and writes, half of them each. */
  void copy(int inputCount) {
    long left = bytes * (inputCount + 1) / 2;
    for (int i = 0; left > 0; i++) {
      long length = Math.min(left, bytes);
      MemorySegment.copy(inputs.get(i % inputs.size()), 0, output, 0, length);
      left -= length;
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
    for (Path file : List.of(path("base"), path("model-1"), path("model-2"), path("output"))) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  /** A fine-tune: half of the elements move by some units in the last place. */
  private MemorySegment tuned(MemorySegment base, int model) throws IOException {
    MemorySegment tuned = map("model-" + model);
    SplittableRandom random = new SplittableRandom(model);
    for (long i = 0; i < bytes / Short.BYTES; i++) {
      int step = random.nextBoolean() ? random.nextInt(-LARGEST_STEP, LARGEST_STEP + 1) : 0;
      short bits = base.getAtIndex(ValueLayout.JAVA_SHORT, i);
      tuned.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits + step));
    }
    return tuned;
  }

  private MemorySegment map(String name) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path(name),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
    }
  }

  private Path path(String name) {
    return folder.resolve(name);
  }
}
