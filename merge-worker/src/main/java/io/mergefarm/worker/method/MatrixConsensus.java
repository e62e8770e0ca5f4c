package io.mergefarm.worker.method;

import io.mergefarm.worker.matrix.Isotropic;
import io.mergefarm.worker.matrix.Matrix;
import io.mergefarm.worker.matrix.SingularVectorMerge;
import java.io.IOException;

/** How the task vectors of a matrix become one. */
@FunctionalInterface
interface MatrixConsensus {

  /** Their sum, with all its directions at the same strength. */
  MatrixConsensus ISOTROPIC = matrices -> Isotropic.of(matrices.sum());

  /** The leading directions of each, made orthogonal to one another. */
  MatrixConsensus SINGULAR_VECTORS =
      matrices -> {
        SingularVectorMerge merge = new SingularVectorMerge(matrices.count());
        for (int i = 0; i < matrices.count(); i++) {
          merge.add(matrices.get(i));
        }
        return merge.merged();
      };

  /**
   * The merged task vector.
   *
   * @param matrices of finite elements, not all zero
   */
  Matrix combine(TaskMatrices matrices) throws IOException;
}
