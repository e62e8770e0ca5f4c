/**
 * The processor's part: arithmetic on blocks of float32, conversion between float32 and the stored
 * dtypes, digests of chunks; and shorter ways from stored bytes to stored bytes for what most
 * methods spend their time with. Each operation exists twice, as plain loops and with the Vector
 * API, and both give the same bits; {@link io.mergefarm.worker.compute.ComputeBackends} chooses.
 */
package io.mergefarm.worker.compute;
