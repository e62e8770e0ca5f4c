/**
 * What makes sealed shards a checkpoint: the index, config and tokenizer files, the model card and
 * the manifest of where every byte comes from; and the way of the finished folder to its place.
 * Nothing here knows of events.
 */
package io.mergefarm.assembler.checkpoint;
