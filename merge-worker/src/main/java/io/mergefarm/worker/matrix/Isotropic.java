package io.mergefarm.worker.matrix;

import java.util.Arrays;

/**
 * The common subspace with all its directions at the same strength: "No Task Left Behind: Isotropic
 * Model Merging with Common and Task-Specific Subspaces", Marczak et al., 2025.
 */
public final class Isotropic {

  private Isotropic() {}

  /** A matrix with each of its singular values replaced by their mean. */
  public static Matrix of(Matrix matrix) {
    SingularValues parts = SingularValues.of(matrix.array());
    double mean = Arrays.stream(parts.values()).sum() / parts.values().length;
    return Matrix.of(parts.polar().muli(mean));
  }
}
