package io.mergefarm.worker.method;

/**
 * The way from one vector to another.
 *
 * @param angle between the two; zero where the way is a straight line
 * @param sine of the angle
 */
record Arc(double angle, double sine) {

  static final Arc STRAIGHT = new Arc(0, 0);

  static Arc of(double angle) {
    return new Arc(angle, StrictMath.sin(angle));
  }

  /**
   * The share of the vector that the way begins at.
   *
   * @param t how much of the way is gone
   */
  double from(double t) {
    return share(1 - t);
  }

  /** The share of the vector that the way leads to. */
  double to(double t) {
    return share(t);
  }

  private double share(double t) {
    return angle == 0 ? t : StrictMath.sin(t * angle) / sine;
  }
}
