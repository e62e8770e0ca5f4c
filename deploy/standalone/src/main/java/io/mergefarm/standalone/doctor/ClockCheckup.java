package io.mergefarm.standalone.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Whether this machine and an S3 server agree on the time, which signatures of requests depend on.
 */
final class ClockCheckup {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** S3 refuses requests that are signed at a time further away. */
  private static final Duration REFUSED = Duration.ofMinutes(15);

  private static final Duration NOTEWORTHY = Duration.ofMinutes(1);
  private static final String SUBJECT = "clock";

  private final URI server;
  private final Clock clock;

  ClockCheckup(URI server, Clock clock) {
    this.server = server;
    this.clock = clock;
  }

  /** Finds nothing where the server does not answer or does not tell the time. */
  List<Finding> run() throws InterruptedException {
    return serverTime().map(time -> List.of(compare(time))).orElse(List.of());
  }

  private Finding compare(Instant serverTime) {
    Duration ahead = Duration.between(serverTime, clock.instant());
    Duration apart = ahead.abs();
    String text =
        "this machine's is %d seconds %s that of %s"
            .formatted(apart.toSeconds(), ahead.isNegative() ? "behind" : "ahead of", server);
    String advice = "set it by NTP";
    if (apart.compareTo(REFUSED) > 0) {
      return Finding.error(SUBJECT, text + ", which refuses its requests", advice);
    }
    return apart.compareTo(NOTEWORTHY) > 0
        ? Finding.warning(SUBJECT, text, advice)
        : Finding.ok(SUBJECT, "agrees with that of " + server);
  }

  /** Every answer has the time, a refusal too. */
  private Optional<Instant> serverTime() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
      return answer.headers().firstValue("Date").map(ClockCheckup::parse);
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant parse(String date) {
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }
}
