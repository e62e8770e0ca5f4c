package io.mergefarm.contracts.source;

import java.net.URI;

/**
 * One file of a source.
 *
 * @param path relative to the checkpoint's folder, with forward slashes
 * @param uri where its bytes are read: {@code file:} in place, {@code store:<key>} when staged
 * @param size in bytes; a reader that finds another size refuses the file
 */
public record SourceFile(String path, URI uri, long size) {}
