/**
 * Evaluates tensor expressions and uploads the results. An expression becomes a tree of {@link
 * io.mergefarm.worker.evaluation.BlockSource}s that float32 blocks are pulled through; {@link
 * io.mergefarm.worker.evaluation.PartMerger} joins it to sources and object store, and is the only
 * class that knows of these.
 */
package io.mergefarm.worker.evaluation;
