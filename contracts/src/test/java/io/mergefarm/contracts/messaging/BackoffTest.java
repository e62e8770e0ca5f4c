package io.mergefarm.contracts.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final AtomicInteger attempts = new AtomicInteger();
  private final List<Integer> witnessed = new ArrayList<>();

  @Test
  void goesOnUntilItSucceeds() throws IOException, InterruptedException {
    backoff(Duration.ofMinutes(1))
        .<RuntimeException>run(
            () -> {
              if (attempts.incrementAndGet() < 4) {
                throw new IOException("away");
              }
            },
            (attempt, failure) -> witnessed.add(attempt));
    assertThat(attempts).hasValue(4);
    assertThat(witnessed).containsExactly(1, 2, 3);
  }

  @Test
  void throwsTheLastFailureWhenPatienceEnds() {
    assertThatThrownBy(
            () ->
                backoff(Duration.ofMillis(20))
                    .<RuntimeException>run(
                        this::fail, (attempt, failure) -> witnessed.add(attempt)))
        .isInstanceOf(IOException.class)
        .hasMessage("away, attempt " + attempts);
    assertThat(attempts).hasValue(witnessed.size() + 1).hasValueGreaterThan(1);
  }

  @Test
  void triesOnceWithoutPatience() {
    assertThatThrownBy(
            () ->
                backoff(Duration.ZERO)
                    .<RuntimeException>run(
                        this::fail, (attempt, failure) -> witnessed.add(attempt)))
        .hasMessage("away, attempt 1");
    assertThat(witnessed).isEmpty();
  }

  @Test
  void doesNotTryAgainWhatCanNotSucceed() {
    assertThatThrownBy(
            () ->
                backoff(Duration.ofMinutes(1))
                    .<IllegalStateException>run(
                        () -> {
                          attempts.incrementAndGet();
                          throw new IllegalStateException("never");
                        },
                        (attempt, failure) -> witnessed.add(attempt)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(attempts).hasValue(1);
  }

  private void fail() throws IOException {
    throw new IOException("away, attempt " + attempts.incrementAndGet());
  }

  private static Backoff backoff(Duration patience) {
    return new Backoff(MILLISECOND, MILLISECOND.multipliedBy(4), patience);
  }
}
