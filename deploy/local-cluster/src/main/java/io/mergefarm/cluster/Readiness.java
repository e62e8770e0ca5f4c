package io.mergefarm.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Asks a service whether it is ready. */
record Readiness(URI address) {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int LAST_LINES = 30;

  static Readiness of(int port) {
    return new Readiness(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
  }

  void await(FarmProcess process, Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build()) {
      while (!ready(http)) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "%s is not ready after %s; the end of %s:\n%s"
                  .formatted(process.name(), patience, process.log(), end(process)));
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private boolean ready(HttpClient http) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static String end(FarmProcess process) throws IOException {
    List<String> lines = Files.readAllLines(process.log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
