package io.mergefarm.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;

/** Who may use the S3 server of a local cluster: the cluster's own processes. */
record S3Account(String accessKey, String secretKey) {

  private static final String OWNER_ONLY = "rw-------";

  static S3Account random() {
    return new S3Account("mergefarm", UUID.randomUUID().toString());
  }

  /** Keeps the account where services look for it, and nobody else does. */
  void write(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    Files.writeString(
        file,
        """
        [default]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(accessKey, secretKey));
  }

  /** As the server wants it. */
  Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", accessKey, "AWS_SECRET_ACCESS_KEY", secretKey);
  }

  /** Records are printed; secrets are not. */
  @Override
  public String toString() {
    return "S3Account[" + accessKey + "]";
  }
}
