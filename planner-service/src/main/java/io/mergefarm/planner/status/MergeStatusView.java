package io.mergefarm.planner.status;

import io.mergefarm.contracts.event.MergeStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where all merges stand, as told on the compacted topic of merge events. */
@ApplicationScoped
public class MergeStatusView {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, MergeStatus> merges = new TreeMap<>();
  private long changes;

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
   * @param seen what the last call returned; 0 for the first
   * @return what to give to the next call
   */
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (changes == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  void update(MergeStatus status) {
    lock.lock();
    try {
      merges.merge(status.mergeId(), status, MergeStatus::advancedBy);
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
