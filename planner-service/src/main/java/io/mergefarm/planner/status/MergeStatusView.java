package io.mergefarm.planner.status;

import io.mergefarm.contracts.event.MergeStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Where all merges stand, as told on the compacted topic of merge events. */
@ApplicationScoped
public class MergeStatusView {

  private final ConcurrentMap<String, MergeStatus> merges = new ConcurrentHashMap<>();

  void update(MergeStatus status) {
    merges.merge(status.mergeId(), status, MergeStatus::advancedBy);
  }

  public Optional<MergeStatus> find(String mergeId) {
    return Optional.ofNullable(merges.get(mergeId));
  }

  /** All merges, ordered by id. */
  public List<MergeStatus> all() {
    return merges.values().stream().sorted(Comparator.comparing(MergeStatus::mergeId)).toList();
  }
}
