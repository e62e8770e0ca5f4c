package io.mergefarm.contracts.merge;

/**
 * The source that a model of a merge was resolved to.
 *
 * @param model the reference as the recipe writes it
 * @param bytes of the source's files
 */
public record ResolvedSource(String model, String sourceId, long bytes) {}
