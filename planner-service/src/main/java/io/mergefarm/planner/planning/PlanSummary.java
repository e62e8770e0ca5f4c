package io.mergefarm.planner.planning;

/**
 * The size of a merge.
 *
 * @param tensors of the output
 * @param parameters numbers in them
 * @param layers of the output, in its largest stack of layers
 * @param bytesRead of stored tensors, each counted as often as an output tensor reads it
 * @param bytesWritten of all shards, headers included
 * @param memoryPerWorker bytes that a worker thread needs at most for blocks of inputs and output;
 *     mapped files do not count
 */
public record PlanSummary(
    int tensors,
    long parameters,
    int layers,
    int shards,
    int parts,
    long bytesRead,
    long bytesWritten,
    long memoryPerWorker) {}
