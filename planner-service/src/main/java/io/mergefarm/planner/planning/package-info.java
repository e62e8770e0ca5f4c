/**
 * From a recipe and the headers of its checkpoints to the plan of a merge: every output tensor with
 * its expression, laid out in shards and parts. Pure: equal requests give equal plans, and nothing
 * here knows of messages, storage or weights.
 *
 * <p>No architecture is known by name. Layers are the numbers in tensor names ({@link
 * io.mergefarm.planner.planning.LayerName}), what lies before and behind them is told apart by
 * {@link io.mergefarm.planner.planning.TensorRole}, and the rest comes from {@code config.json}
 * ({@link io.mergefarm.planner.planning.ModelConfig}).
 *
 * <p>{@code docs/problems.md} lists the codes of problems.
 */
package io.mergefarm.planner.planning;
