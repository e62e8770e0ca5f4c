package io.mergefarm.contracts.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.storage.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private final List<Duration> pauses = new ArrayList<>();
  private long now;
  private int tries;

  private final Retries retries =
      new Retries(Duration.ofMinutes(1), () -> now, this::pause, new Random(1));

  @Test
  void anAnswerIsPassedOnAtOnce() throws IOException {
    assertThat(retries.run("asking", () -> "answer")).isEqualTo("answer");
    assertThat(pauses).isEmpty();
  }

  @Test
  void pausesGrowUpToALimitAndAreNeverTheFullSpanForAll() {
    assertThatThrownBy(() -> retries.run("asking", () -> failing(Optional.empty())))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContainingAll("asking failed " + tries + " times", "not now");
    assertThat(pauses).hasSize(tries - 1).hasSizeGreaterThan(8);
    for (int i = 0; i < pauses.size(); i++) {
      assertThat(pauses.get(i).toMillis()).isBetween(1L, Math.min(10_000, 100L << i));
    }
    assertThat(pauses.stream().mapToLong(Duration::toMillis).sum()).isBetween(30_000L, 60_000L);
    assertThat(pauses).doesNotHaveDuplicates();
  }

  @Test
  void aPauseThatTheServerNamesIsKept() throws IOException {
    String answer =
        retries.run(
            "asking", () -> tries < 2 ? failing(Optional.of(Duration.ofSeconds(7))) : "answer");
    assertThat(answer).isEqualTo("answer");
    assertThat(pauses)
        .hasSize(2)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_200)));
  }

  @Test
  void aPauseBeyondThePatienceIsNotWaitedFor() {
    assertThatThrownBy(() -> retries.run("asking", () -> failing(Optional.of(Duration.ofHours(1)))))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(pauses).isEmpty();
    assertThat(tries).isOne();
  }

  @Test
  void whatNoTryCanHelpIsNotTriedAgain() {
    assertThatThrownBy(
            () ->
                retries.run(
                    "asking",
                    () -> {
                      tries++;
                      throw new NoSuchFileException("gone");
                    }))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(tries).isOne();
  }

  private String failing(Optional<Duration> retryAfter) throws StoreUnavailableException {
    tries++;
    throw new StoreUnavailableException("not now", retryAfter);
  }

  private void pause(Duration time) {
    pauses.add(time);
    now += time.toNanos();
  }
}
