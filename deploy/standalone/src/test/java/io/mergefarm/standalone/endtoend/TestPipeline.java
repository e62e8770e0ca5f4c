package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.planner.intake.MergeIntake;
import io.mergefarm.planner.status.MergeStatusView;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Runs merges through the pipeline of this JVM. */
@ApplicationScoped
public class TestPipeline {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MergeIntake intake;
  private final MergeStatusView view;

  TestPipeline(MergeIntake intake, MergeStatusView view) {
    this.intake = intake;
    this.view = view;
  }

  /** Merges into a folder, which has to succeed. */
  Checkpoint merge(MergeSubmission submission) throws InterruptedException {
    MergeStatus end = run(submission);
    assertThat(end.problem()).isEmpty();
    assertThat(end.state()).isEqualTo(State.COMPLETED);
    return new Checkpoint(Path.of(submission.options().output().orElseThrow()));
  }

  /** Merges until the end, whatever it is. */
  MergeStatus run(MergeSubmission submission) throws InterruptedException {
    String mergeId = submit(submission);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long seen = 0;
    while (true) {
      Optional<MergeStatus> status = view.find(mergeId);
      if (status.isPresent() && status.get().state().ended()) {
        return status.get();
      }
      assertThat(System.nanoTime()).as("the merge stands at %s", status).isLessThan(deadline);
      seen = view.awaitChange(seen, PATIENCE);
    }
  }

  private String submit(MergeSubmission submission) {
    try {
      return intake.submit(submission);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
