package io.mergefarm.worker.method;

/** A method of geometry: where its result lies, from how the vectors lie to each other. */
@FunctionalInterface
interface Mixing {

  /** The factor of each vector in the result. */
  double[] factors(GramMatrix gram);
}
