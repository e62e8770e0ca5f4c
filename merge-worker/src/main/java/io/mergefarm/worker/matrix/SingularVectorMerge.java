package io.mergefarm.worker.matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The leading singular vectors of several matrices, made orthogonal to one another and put together
 * again: "Task Singular Vectors: Reducing Task Interference in Model Merging", Gargiulo et al.,
 * 2024.
 */
public final class SingularVectorMerge {

  private final int matrices;
  private final List<INDArray> lefts = new ArrayList<>();
  private final List<INDArray> rights = new ArrayList<>();
  private double[] values = {};

  /**
   * @param matrices how many will be added; each contributes its share of the directions
   */
  public SingularVectorMerge(int matrices) {
    this.matrices = matrices;
  }

  public void add(Matrix matrix) {
    SingularValues parts = SingularValues.of(matrix.array());
    int kept = Math.max(1, parts.values().length / matrices);
    lefts.add(parts.left().get(NDArrayIndex.all(), NDArrayIndex.interval(0, kept)).dup('f'));
    rights.add(parts.right().get(NDArrayIndex.interval(0, kept), NDArrayIndex.all()).dup('f'));
    int before = values.length;
    values = Arrays.copyOf(values, before + kept);
    System.arraycopy(parts.values(), 0, values, before, kept);
  }

  /** The merge of what was added. */
  public Matrix merged() {
    INDArray left = orthogonal(Nd4j.concat(1, lefts.toArray(INDArray[]::new)));
    INDArray right = orthogonal(Nd4j.concat(0, rights.toArray(INDArray[]::new)));
    return Matrix.of(left.muliRowVector(Nd4j.createFromArray(values)).mmul(right));
  }

  private static INDArray orthogonal(INDArray matrix) {
    return SingularValues.of(matrix).polar();
  }
}
