/**
 * An S3 server over a local folder, or in memory, for farms on one machine and for tests: S3Proxy,
 * made as strict as S3 about uploads. It is no store for weights that matter.
 */
package io.mergefarm.s3server;
