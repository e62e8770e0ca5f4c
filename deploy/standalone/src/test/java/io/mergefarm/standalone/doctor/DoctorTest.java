package io.mergefarm.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.storage.s3.S3TestServer;
import io.mergefarm.standalone.broker.EmbeddedBroker;
import io.mergefarm.standalone.doctor.Finding.Level;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and a real S3 server, and configurations of which most are wrong. */
class DoctorTest {

  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static S3TestServer server;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(folder.resolve("broker"));
    server = S3TestServer.startOwn(folder);
    broker.awaitReady();
  }

  @AfterAll
  static void stop() throws IOException {
    broker.close();
    server.close();
  }

  @Test
  void findsNothingWrongWithAFarmThatWorks() throws IOException, InterruptedException {
    assertThat(examine(kafka(), store(server.bucket())))
        .noneMatch(finding -> finding.level() == Level.ERROR)
        .extracting(Finding::subject)
        .contains("kafka", "share groups", "clock", "store: objects", "store: uploads");
  }

  @Test
  void namesSettingsThatNobodyKnows() throws IOException, InterruptedException {
    assertThat(errors(examine(kafka(), store("models"), "mergefarm.topics.partitons=3\n")))
        .singleElement()
        .satisfies(error -> assertThat(error.text()).contains("mergefarm.topics.partitons"));
  }

  @Test
  void saysThatTopicsAreMissingWhereNobodyMakesThem() throws IOException, InterruptedException {
    String others = "mergefarm.topics.prefix=other-\nmergefarm.topics.setup=check\n";
    assertThat(errors(examine(kafka(), store(server.bucket()), others)))
        .anySatisfy(error -> assertThat(error.text()).contains("other-merge-requests", "missing"));
  }

  @Test
  void saysThatABucketIsMissing() throws IOException, InterruptedException {
    assertThat(errors(examine(kafka(), store("elsewhere"))))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.subject()).isEqualTo("store: objects");
              assertThat(error.text()).contains("NoSuchBucket", "create the bucket");
              assertThat(error.advice()).contains("mergefarm.store");
            });
  }

  @Test
  void saysThatNoStoreIsNamed() throws IOException, InterruptedException {
    assertThat(errors(examine(kafka())))
        .singleElement()
        .satisfies(error -> assertThat(error.text()).contains("neither is set"));
  }

  @Test
  void findsAClockThatIsWrong() throws InterruptedException {
    Clock clock = Clock.systemUTC();
    assertThat(clockLevel(clock)).isEqualTo(Level.OK);
    assertThat(clockLevel(Clock.offset(clock, Duration.ofMinutes(-5)))).isEqualTo(Level.WARNING);
    assertThat(clockLevel(Clock.offset(clock, Duration.ofHours(1)))).isEqualTo(Level.ERROR);
    assertThat(new ClockCheckup(URI.create("http://" + NOWHERE), clock).run()).isEmpty();
  }

  private static Level clockLevel(Clock clock) throws InterruptedException {
    return new ClockCheckup(server.endpoint(), clock).run().getFirst().level();
  }

  private static String kafka() {
    return "kafka.bootstrap.servers=" + broker.bootstrapServers() + "\n";
  }

  private static String store(String bucket) {
    return """
        mergefarm.store.s3.endpoint=%s
        mergefarm.store.s3.bucket=%s
        mergefarm.store.s3.credentials-file=%s
        mergefarm.store.s3.patience=1s
        """
        .formatted(server.endpoint(), bucket, server.credentials().orElseThrow());
  }

  private static List<Finding> examine(String... settings)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "farm", ".properties");
    Files.writeString(file, String.join("", settings));
    return Doctor.examine(Optional.of(file));
  }

  private static Stream<Finding> errors(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.level() == Level.ERROR);
  }
}
