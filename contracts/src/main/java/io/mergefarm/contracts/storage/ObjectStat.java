package io.mergefarm.contracts.storage;

/**
 * What a store knows of an object.
 *
 * @param size in bytes
 */
public record ObjectStat(ObjectKey key, long size) {}
