package io.mergefarm.standalone.lora;

import io.mergefarm.worker.matrix.LowRankApproximation;

/** How the rank of a tensor's factors is chosen. */
public sealed interface RankChoice {

  /** The rank for a matrix that is not zero; at least 1. */
  int of(LowRankApproximation matrix);

  /** A rank, or less where that is all there is. */
  record AtMost(int rank) implements RankChoice {
    @Override
    public int of(LowRankApproximation matrix) {
      return Math.max(1, Math.min(rank, matrix.fullRank()));
    }
  }

  /** The least rank whose product is as near as this, relative to the size of the change. */
  record Within(double error) implements RankChoice {
    @Override
    public int of(LowRankApproximation matrix) {
      return Math.max(1, matrix.rankWithin(error));
    }
  }
}
