/**
 * The merge methods that Mergefarm brings. A method prepares a tensor, in passes over its inputs
 * where it needs statistics, and gives the kernel that computes it block by block. What they
 * compute is told in {@code docs/}; that they agree with mergekit is shown by the golden cases.
 */
package io.mergefarm.worker.method;
