package io.mergefarm.worker.compute;

/**
 * Arithmetic on the stored elements of one dtype: the bits that decoding, computing by blocks and
 * encoding give, without arrays in between.
 *
 * @param combiner linear combinations
 * @param differences what is done with task vectors
 * @param sums dot products
 */
public record StoredArithmetic(Combiner combiner, Differences differences, StoredSums sums) {}
