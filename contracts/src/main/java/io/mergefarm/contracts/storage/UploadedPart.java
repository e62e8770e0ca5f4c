package io.mergefarm.contracts.storage;

/** A part as the store keeps it, with the tag that completing the upload asks for. */
public record UploadedPart(int number, String etag, long size) {}
