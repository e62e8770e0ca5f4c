package io.mergefarm.planner.status;

import io.mergefarm.contracts.event.MergeStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where all merges stand, as told on the compacted topic of merge events. */
@ApplicationScoped
public class MergeStatusView {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, MergeStatus> merges = new TreeMap<>();

  public Optional<MergeStatus> find(String mergeId) {
    lock.lock();
    try {
      return Optional.ofNullable(merges.get(mergeId));
    } finally {
      lock.unlock();
    }
  }

  /** All merges, ordered by id. */
  public List<MergeStatus> all() {
    lock.lock();
    try {
      return List.copyOf(merges.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for news of any merge.
   *
   * @return whether there were some before the time was up
   */
  public boolean awaitChange(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      return changed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      lock.unlock();
    }
  }

  void update(MergeStatus status) {
    lock.lock();
    try {
      merges.merge(status.mergeId(), status, MergeStatus::advancedBy);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
