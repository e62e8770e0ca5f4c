/** Checkpoints that take part in merges: their index, and their files, read by mapping. */
package io.mergefarm.contracts.source;
