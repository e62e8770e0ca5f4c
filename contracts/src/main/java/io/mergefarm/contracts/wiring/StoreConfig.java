package io.mergefarm.contracts.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the object store is: in a local folder, or in a bucket of an S3 server. */
@ConfigMapping(prefix = "mergefarm.store")
public interface StoreConfig {

  /** The folder of a local object store. */
  Optional<Path> folder();

  /** The bucket of an object store on an S3 server; it is used where its name is set. */
  S3 s3();

  /** A bucket. Credentials are no setting: they come from the environment or a file. */
  interface S3 {

    /** The name of the bucket, which must be there. */
    Optional<String> bucket();

    /** What all keys of the store begin with in the bucket. */
    Optional<String> prefix();

    /** The server's address. */
    @WithDefault("https://s3.amazonaws.com")
    URI endpoint();

    /** The region that requests are signed for. */
    @WithDefault("us-east-1")
    String region();

    /** Whether requests name the bucket in their path, not in the host's name. */
    @WithDefault("true")
    boolean pathStyle();

    /**
     * A file as AWS has it, with {@code aws_access_key_id} and {@code aws_secret_access_key}. Where
     * none is set, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code
     * AWS_SESSION_TOKEN} of the environment count.
     */
    Optional<Path> credentialsFile();

    /** The section of the credentials file. */
    @WithDefault("default")
    String profile();

    /** When a connection on which nothing moves is given up. */
    @WithDefault("PT60S")
    Duration timeout();

    /** How long a request is tried again while the server is not available. */
    @WithDefault("PT2M")
    Duration patience();

    /** The most requests at the same time. */
    @WithDefault("64")
    int connections();
  }
}
