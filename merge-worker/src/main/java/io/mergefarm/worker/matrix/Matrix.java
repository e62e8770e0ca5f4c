package io.mergefarm.worker.matrix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix of float64 outside the heap, row by row. It is freed with its last reference.
 *
 * <p>All of ND4J runs on the calling thread: merges use all processors by themselves, and results
 * do not depend on how many there are.
 */
public final class Matrix {

  private final INDArray array;
  private final MemorySegment values;

  @SuppressWarnings("restricted")
  private Matrix(INDArray array) {
    this.array = array;
    long bytes = Math.multiplyExact(array.length(), (long) Double.BYTES);
    this.values = MemorySegment.ofAddress(array.data().address()).reinterpret(bytes);
  }

  /** A matrix of zeros. */
  public static Matrix zeros(long rows, long columns) {
    prepareLibrary();
    return new Matrix(Nd4j.zeros(DataType.DOUBLE, rows, columns));
  }

  static Matrix of(INDArray array) {
    return new Matrix(array.dup('c'));
  }

  /** The element at an index, counted row by row. */
  public double get(long index) {
    return values.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
  }

  public void set(long index, double value) {
    values.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
  }

  INDArray array() {
    return array;
  }

  /**
   * JavaCPP, beneath ND4J, counts mapped files as memory of the process and would refuse to work
   * beside large ones; and it would look for the backend in the class loader of the calling thread.
   */
  private static void prepareLibrary() {
    System.setProperty("org.bytedeco.javacpp.maxbytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    ND4JClassLoading.setNd4jClassloader(Matrix.class.getClassLoader());
    Nd4j.factory().blas().setMaxThreads(1);
  }
}
