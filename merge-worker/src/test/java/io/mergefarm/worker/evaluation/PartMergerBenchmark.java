package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.ScalarBackend;
import io.mergefarm.worker.compute.VectorBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Merges bfloat16 tensors in memory, digests included, beside a plain copy: bytes read and written
 * per second of one thread's processor time, best of many rounds, and the share of the copy's. Run
 * it by hand; the arguments are the block size and the method, if only one is wanted. Every round
 * is checked against the scalar backend's bytes.
 */
final class PartMergerBenchmark {

  private static final long ROWS = 4096;
  private static final long COLUMNS = 5632;
  private static final long ELEMENTS = ROWS * COLUMNS;
  private static final long BYTES = ELEMENTS * Short.BYTES;
  private static final int ROUNDS = 30;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment output = arena.allocate(BYTES);
  private final MemoryStore store = new MemoryStore(output);
  private final List<SourceFile> files = new ArrayList<>();

  private PartMergerBenchmark() {
    MemorySegment base = arena.allocate(BYTES);
    Random random = new Random(0);
    for (long i = 0; i < ELEMENTS; i++) {
      int bits = Float.floatToRawIntBits((float) random.nextGaussian() * 0.02f);
      base.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >>> 16));
    }
    add("base", base);
    add("a", tuned(base, 1));
    add("b", tuned(base, 2));
  }

  /** A fine-tune: half of the elements move by a few units in the last place. */
  private MemorySegment tuned(MemorySegment base, int seed) {
    Random random = new Random(seed);
    MemorySegment tuned = arena.allocate(BYTES);
    for (long i = 0; i < ELEMENTS; i++) {
      short bits = base.getAtIndex(ValueLayout.JAVA_SHORT, i);
      int step = random.nextBoolean() ? random.nextInt(-8, 9) : 0;
      tuned.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits + step));
    }
    return tuned;
  }

  private void add(String path, MemorySegment content) {
    store.addSource(path, content);
    files.add(new SourceFile(path, URI.create("file:///" + path), BYTES));
  }

  public static void main(String[] arguments) throws IOException, MergeFailureException {
    int blockSize = arguments.length == 0 ? 2048 : Integer.parseInt(arguments[0]);
    PartMergerBenchmark benchmark = new PartMergerBenchmark();
    benchmark.measure("passthrough", blockSize, operand(1, false, Map.of()));
    benchmark.measure(
        "linear",
        blockSize,
        operand(1, false, Map.of("weight", 0.7)),
        operand(2, false, Map.of("weight", 0.3)));
    benchmark.measure(
        "nearswap", blockSize, operand(0, true, Map.of()), operand(1, false, Map.of()));
    benchmark.measure("slerp", blockSize, operand(0, true, Map.of()), operand(1, false, Map.of()));
    for (String method :
        List.of(
            "task_arithmetic",
            "ties",
            "dare_linear",
            "dare_ties",
            "della_linear",
            "breadcrumbs",
            "breadcrumbs_ties",
            "sce",
            "magmax",
            "ram",
            "ramplus_tl")) {
      benchmark.measure(
          method,
          blockSize,
          operand(0, true, Map.of()),
          operand(1, false, Map.of("weight", 0.6, "density", 0.5)),
          operand(2, false, Map.of("weight", 0.4, "density", 0.3)));
    }
  }

  private void measure(String method, int blockSize, Operand... operands)
      throws IOException, MergeFailureException {
    Merge merge =
        new Merge(
            method,
            DType.BF16,
            Parameters.of(
                Map.of(
                    "normalize",
                    method.equals("task_arithmetic") ? 0.0 : 1.0,
                    "rescale",
                    method.startsWith("d") ? 1.0 : 0.0,
                    "epsilon",
                    1e-5,
                    "r",
                    0.1,
                    "alpha",
                    0.2,
                    "select_topk",
                    0.4,
                    "lambda",
                    1.0,
                    "t",
                    0.3)),
            Quirks.MERGEKIT,
            List.of(operands));
    List<?> expected = merger(new ScalarBackend(), 8192).merge(request(merge)).outputs();
    PartMerger merger = merger(new VectorBackend(), blockSize);
    double bytes = BYTES * (operands.length + 1.0);
    MemorySegment copyFrom = arena.allocate(BYTES);
    long merging = Long.MAX_VALUE;
    long copying = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = threads.getCurrentThreadCpuTime();
      PartRecord part = merger.merge(request(merge));
      long middle = threads.getCurrentThreadCpuTime();
      output.copyFrom(copyFrom);
      long end = threads.getCurrentThreadCpuTime();
      if (!part.outputs().equals(expected)) {
        throw new IllegalStateException("backends differ");
      }
      if (round == 0) {
        System.out.printf("%-16s first %7.1f ms, ", method, (middle - start) / 1e6);
      }
      merging = Math.min(merging, middle - start);
      copying = Math.min(copying, end - middle);
    }
    double rate = bytes / merging;
    double copy = 2.0 * BYTES / copying;
    System.out.printf(
        "best %6.1f ms, %5.1f GB/s, copy %5.1f GB/s, ratio %.2f%n",
        merging / 1e6, rate, copy, rate / copy);
  }

  private PartMerger merger(ComputeBackend backend, int blockSize) {
    MethodRegistry methods = MethodRegistry.discover(PartMergerBenchmark.class.getClassLoader());
    return new PartMerger(store, store, methods, backend, blockSize);
  }

  private static Operand operand(int file, boolean base, Map<String, Double> parameters) {
    Stored stored = new Stored(file, "w", 0, DType.BF16, Shape.of(ROWS, COLUMNS));
    return new Operand("model " + file, stored, base, Parameters.of(parameters));
  }

  private TensorMergeRequested request(TensorExpression expression) {
    return new TensorMergeRequested(
        "merge",
        "part",
        new Upload(ObjectKey.of("model.safetensors"), "upload", BYTES),
        new PartRange(1, 0, BYTES),
        Optional.empty(),
        files,
        List.of(new Work("w", expression, 0, ELEMENTS)),
        0,
        NanPolicy.PROPAGATE);
  }
}
