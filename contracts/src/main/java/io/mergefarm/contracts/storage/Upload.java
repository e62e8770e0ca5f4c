package io.mergefarm.contracts.storage;

/**
 * A multipart upload under way.
 *
 * @param id the store's own name of it
 * @param size of the object in bytes
 */
public record Upload(ObjectKey key, String id, long size) {}
