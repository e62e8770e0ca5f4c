package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Vectors of float64 for elements of blocks. */
final class VectorDoubles {

  /** At most {@link Arithmetic#LANES} doubles; as many floats make half a vector. */
  static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(
          double.class,
          VectorShape.forBitSize(
              Math.min(
                  Arithmetic.LANES * Double.SIZE, DoubleVector.SPECIES_PREFERRED.vectorBitSize())));

  private static final VectorSpecies<Float> NARROW =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  private VectorDoubles() {}

  static void narrow(DoubleVector value, float[] out, int to) {
    ((FloatVector) value.convertShape(VectorOperators.D2F, NARROW, 0)).intoArray(out, to);
  }

  static DoubleVector widened(float[] x, int from) {
    return (DoubleVector)
        FloatVector.fromArray(NARROW, x, from).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
