/**
 * The benchmark: makes checkpoints of the size and shape of a real model, merges them with the
 * whole command in a process of its own, and sets the times beside copies of as many bytes.
 */
package io.mergefarm.standalone.bench;
