/**
 * Checkpoints of Hugging Face layout, and adapters of PEFT's, in local folders and buckets: finding
 * them, listing their files and indexing their tensors from the headers. Nothing here knows of
 * Kafka, and nothing outside a checkpoint's folder is read. Whatever a folder holds is taken as
 * hostile until checked.
 */
package io.mergefarm.fetcher.checkpoint;
