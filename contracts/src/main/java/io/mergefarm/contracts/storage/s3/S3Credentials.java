package io.mergefarm.contracts.storage.s3;

import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.Provider;
import java.io.IOException;
import java.security.ProviderException;

/** Where the credentials come from: read anew for each request, so that they can be replaced. */
final class S3Credentials {

  private S3Credentials() {}

  /**
   * The credentials that settings name.
   *
   * @throws IOException if there are none; the message says what to set
   */
  static Provider of(S3Settings settings) throws IOException {
    Provider provider =
        settings
            .credentialsFile()
            .<Provider>map(file -> new AwsConfigProvider(file.toString(), settings.profile()))
            .orElseGet(AwsEnvironmentProvider::new);
    try {
      provider.fetch();
    } catch (ProviderException e) {
      throw new IOException(
          settings
              .credentialsFile()
              .map(
                  file ->
                      "the S3 credentials file %s can not be used: %s; it holds a section [%s] with aws_access_key_id and aws_secret_access_key"
                          .formatted(file, e.getMessage(), settings.profile()))
              .orElse(
                  "there are no S3 credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or mergefarm.store.s3.credentials-file"),
          e);
    }
    return provider;
  }
}
