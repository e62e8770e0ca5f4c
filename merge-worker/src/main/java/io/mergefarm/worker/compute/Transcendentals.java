package io.mergefarm.worker.compute;

/**
 * Exponentials and logarithms in float64 by nothing but additions, multiplications and a division,
 * each rounded by itself, so that vectors give the same bits as these loops do. An argument is
 * brought near zero by a power of two, the rest is a Taylor series, whose even and odd powers are
 * added up apart, so that they do not wait for each other (Muller, "Elementary Functions:
 * Algorithms and Implementation").
 */
final class Transcendentals {

  /** The least power whose exponential is not taken for zero: the results stay normal numbers. */
  static final double LEAST = -708;

  static final double LOG2_E = 1.4426950408889634;

  /** The natural logarithm of two; its products with integers of eleven bits are exact. */
  static final double LN2_UPPER = 0x1.62e42feep-1;

  /** What that lacks. */
  static final double LN2_LOWER = 0x1.a39ef35793c76p-33;

  static final double LN2 = 0x1.62e42fefa39efp-1;

  /** Added to a number, this leaves no bits behind the point, and an integer in the lowest bits. */
  static final double ROUNDER = 0x1.8p52;

  static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);
  static final int MANTISSA_BITS = 52;
  static final int BIAS = 1023;

  /** Keeps exponents positive while they are cut out of bits, and rounds them to nearest. */
  static final long EXPONENT_OFFSET = (long) BIAS << MANTISSA_BITS | 1L << (MANTISSA_BITS - 1);

  /** The numbers 1 / n! from n = 2 on. */
  static final double E2 = 1.0 / 2;

  static final double E3 = 1.0 / 6;
  static final double E4 = 1.0 / 24;
  static final double E5 = 1.0 / 120;
  static final double E6 = 1.0 / 720;
  static final double E7 = 1.0 / 5_040;
  static final double E8 = 1.0 / 40_320;
  static final double E9 = 1.0 / 362_880;
  static final double E10 = 1.0 / 3_628_800;
  static final double E11 = 1.0 / 39_916_800;
  static final double E12 = 1.0 / 479_001_600;
  static final double E13 = 1.0 / 6_227_020_800.0;

  /**
   * The numbers 2 / (2 n + 1) from n = 1 on: half the logarithm is the inverse hyperbolic tangent.
   */
  static final double L1 = 2.0 / 3;

  static final double L2 = 2.0 / 5;
  static final double L3 = 2.0 / 7;
  static final double L4 = 2.0 / 9;
  static final double L5 = 2.0 / 11;
  static final double L6 = 2.0 / 13;
  static final double L7 = 2.0 / 15;
  static final double L8 = 2.0 / 17;
  static final double L9 = 2.0 / 19;
  static final double L10 = 2.0 / 21;
  static final double L11 = 2.0 / 23;

  private Transcendentals() {}

  /** The exponential of a number that is not positive. */
  static double exp(double x) {
    if (x < LEAST) {
      return 0;
    }
    double shifted = x * LOG2_E + ROUNDER;
    double exponent = shifted - ROUNDER;
    double r = x - exponent * LN2_UPPER - exponent * LN2_LOWER;
    double square = r * r;
    double even = E12;
    even = even * square + E10;
    even = even * square + E8;
    even = even * square + E6;
    even = even * square + E4;
    even = even * square + E2;
    double odd = E13;
    odd = odd * square + E11;
    odd = odd * square + E9;
    odd = odd * square + E7;
    odd = odd * square + E5;
    odd = odd * square + E3;
    double value = square * (odd * r + even) + r + 1;
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(value) + (Double.doubleToRawLongBits(shifted) << MANTISSA_BITS));
  }

  /** The logarithm of p / q, both of them normal numbers above zero. */
  static double logOfRatio(double p, double q) {
    long exponent =
        (Double.doubleToRawLongBits(p) - Double.doubleToRawLongBits(q) + EXPONENT_OFFSET)
            >>> MANTISSA_BITS;
    double scaled = q * Double.longBitsToDouble(exponent << MANTISSA_BITS);
    double s = (p - scaled) / (p + scaled);
    double z = s * s;
    double square = z * z;
    double odd = L11;
    odd = odd * square + L9;
    odd = odd * square + L7;
    odd = odd * square + L5;
    odd = odd * square + L3;
    odd = odd * square + L1;
    double even = L10;
    even = even * square + L8;
    even = even * square + L6;
    even = even * square + L4;
    even = even * square + L2;
    double power = Double.longBitsToDouble(exponent + ROUNDER_BITS) - (ROUNDER + BIAS);
    return power * LN2 + (z * s * (even * z + odd) + 2 * s);
  }
}
