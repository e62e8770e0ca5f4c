/**
 * The object store in a bucket of any S3-compatible server, through the MinIO client. {@code
 * Bucket} says what is asked of a server, request by request; what retries is a decorator of it,
 * and {@code S3ObjectStore} makes a store of it. No other package knows the MinIO client.
 *
 * <p>Credentials come from the environment or a file and are kept nowhere but in the client;
 * exceptions of the client are not passed on as causes, since they print the request's headers.
 */
package io.mergefarm.contracts.storage.s3;
