package io.mergefarm.s3server;

import io.mergefarm.s3server.S3Server.Account;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs a server until the process ends: {@code Main FOLDER PORT BUCKET}, with the account in {@code
 * AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}.
 */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("three arguments are wanted: FOLDER PORT BUCKET");
    }
    Account account = new Account(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"));
    S3Server server = S3Server.over(Path.of(arguments[0]), Integer.parseInt(arguments[1]), account);
    server.makeBucket(arguments[2]);
    System.out.printf("bucket %s at %s%n", arguments[2], server.endpoint());
  }

  private static String variable(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalArgumentException("the environment has no " + name);
    }
    return value;
  }
}
