/** Seals shards whose parts are all there, and finishes checkpoints. */
package io.mergefarm.assembler.sealing;
