package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Moves;

/**
 * The product of two factors, computed where it is needed. Terms are rounded to float32 and added
 * up in float32 in the order of the rank, so an element does not depend on what is computed with
 * it.
 */
final class LowRankProduct {

  /** Columns that are computed together. */
  private static final int TILE = 256;

  private final Moves moves;
  private final float[] left;
  private final float[][][] right;
  private final int columns;
  private final float[] factors;
  private final float[] tile = new float[TILE];

  /**
   * A product.
   *
   * @param left of shape {@code [rows, rank]}
   * @param right of shape {@code [rank, columns]}
   * @param rank at least 1
   */
  LowRankProduct(Moves moves, float[] left, float[] right, int rank) {
    this.moves = moves;
    this.left = left;
    this.columns = right.length / rank;
    this.right = tiles(right, rank, columns);
    this.factors = new float[rank];
  }

  private static float[][][] tiles(float[] matrix, int rank, int columns) {
    float[][][] tiles = new float[Math.ceilDiv(columns, TILE)][rank][];
    for (int tile = 0; tile < tiles.length; tile++) {
      int width = Math.min(TILE, columns - tile * TILE);
      for (int term = 0; term < rank; term++) {
        tiles[tile][term] = new float[width];
        System.arraycopy(matrix, term * columns + tile * TILE, tiles[tile][term], 0, width);
      }
    }
    return tiles;
  }

  int columns() {
    return columns;
  }

  /**
   * Adds elements of a row.
   *
   * @param column the first one
   * @param to takes them, from element {@code at} on
   */
  void addTo(int row, int column, int length, float[] to, int at) {
    System.arraycopy(left, row * factors.length, factors, 0, factors.length);
    int done = 0;
    while (done < length) {
      int inTile = (column + done) % TILE;
      int piece = Math.min(length - done, TILE - inTile);
      System.arraycopy(to, at + done, tile, inTile, piece);
      float[][] terms = right[(column + done) / TILE];
      moves.moveBySum(terms, factors, tile, tile, inTile + piece);
      System.arraycopy(tile, inTile, to, at + done, piece);
      done += piece;
    }
  }
}
