/** Stages checkpoints when merges ask for them. */
package io.mergefarm.fetcher.staging;
