/**
 * Brings the files of sources to where every worker can read them, with digests of their blocks.
 * Nothing here knows of Kafka. What was transferred is not transferred again, and what was broken
 * off goes on from the parts that are there.
 */
package io.mergefarm.fetcher.transfer;
