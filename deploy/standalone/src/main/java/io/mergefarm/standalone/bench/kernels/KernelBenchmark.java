package io.mergefarm.standalone.bench.kernels;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.ComputeBackends;
import io.mergefarm.worker.evaluation.InMemoryMerge;
import io.mergefarm.worker.evaluation.MergeFailureException;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Each thread merges, or copies, tensors of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {

  static final Shape SHAPE = Shape.of(8192, 4096);

  /** Names of merge methods. */
  @Param("linear")
  public String method;

  /** Where the files are made. */
  @Param("")
  public String folder;

  private KernelFiles files;
  private TypicalMerge kernel;
  private TensorExpression expression;
  private InMemoryMerge undigested;
  private InMemoryMerge digested;

  /** Makes the files. */
  @Setup
  public void prepare() throws IOException {
    MethodRegistry methods = MethodRegistry.discover(KernelBenchmark.class.getClassLoader());
    ComputeBackend backend = ComputeBackends.choose();
    kernel = TypicalMerge.of(method, SHAPE);
    expression = kernel.expression();
    undigested = new InMemoryMerge(methods, new Undigested(backend));
    digested = new InMemoryMerge(methods, backend);
    files = new KernelFiles(Path.of(folder), SHAPE.elements());
  }

  @TearDown
  public void clean() throws IOException {
    files.close();
  }

  /** The kernel alone. */
  @Benchmark
  public void merge() throws IOException, MergeFailureException {
    undigested.merge(expression, files.inputs(), files.output());
  }

  /** With the digests of all that is read and written. */
  @Benchmark
  public void mergeWithDigests() throws IOException, MergeFailureException {
    digested.merge(expression, files.inputs(), files.output());
  }

  /** As many bytes. */
  @Benchmark
  public void copy() {
    files.copy(kernel.inputs());
  }
}
