package io.mergefarm.contracts.storage.s3;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an S3 server is and how it is spoken to.
 *
 * @param endpoint the server's address, without bucket
 * @param region that requests are signed for
 * @param pathStyle whether the bucket stands in the path of requests, not in the host name
 * @param credentialsFile an AWS credentials file; absent: the environment has the credentials
 * @param profile the section of that file
 * @param timeout after which a connection on which nothing moves is given up
 * @param patience how long a request is tried again while the server is not available
 * @param connections the most requests at the same time
 * @param partMemory the most bytes of a part that are kept in memory while it is sent; a larger one
 *     is kept in a temporary file
 */
public record S3Settings(
    URI endpoint,
    String region,
    boolean pathStyle,
    Optional<Path> credentialsFile,
    String profile,
    Duration timeout,
    Duration patience,
    int connections,
    long partMemory) {}
