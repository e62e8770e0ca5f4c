package io.mergefarm.contracts.merge;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the object store holds of merges beside weights, typed: the truth that all services compare
 * events with.
 */
public final class MergeRecords {

  private static final int MAX_BYTES = 1 << 30;

  private final ObjectStore store;
  private final ObjectMapper mapper;

  public MergeRecords(ObjectStore store, ObjectMapper mapper) {
    this.store = store;
    this.mapper = mapper;
  }

  public ObjectStore store() {
    return store;
  }

  /** Keeps a request, and its recipe under its own key. */
  public void putRequest(MergeRequested request) throws IOException {
    store.put(
        StoreLayout.recipe(request.mergeId()), request.recipe().getBytes(StandardCharsets.UTF_8));
    put(StoreLayout.request(request.mergeId()), request);
  }

  public Optional<MergeRequested> request(String mergeId) throws IOException {
    return get(StoreLayout.request(mergeId), MergeRequested.class);
  }

  /** Keeps which source a model of a merge was resolved to. */
  public void putResolved(String mergeId, ResolvedSource source) throws IOException {
    put(StoreLayout.resolvedSource(mergeId, source.model()), source);
  }

  public Optional<ResolvedSource> resolved(String mergeId, String model) throws IOException {
    return get(StoreLayout.resolvedSource(mergeId, model), ResolvedSource.class);
  }

  public void putSourceIndex(SourceIndex index) throws IOException {
    put(StoreLayout.sourceIndex(index.id()), index);
  }

  public Optional<SourceIndex> sourceIndex(String sourceId) throws IOException {
    return get(StoreLayout.sourceIndex(sourceId), SourceIndex.class);
  }

  public void putPlan(MergePlan plan) throws IOException {
    put(StoreLayout.plan(plan.mergeId()), plan);
  }

  public Optional<MergePlan> plan(String mergeId) throws IOException {
    return get(StoreLayout.plan(mergeId), MergePlan.class);
  }

  /** What the planner has noted of tokens that some models lack. */
  public Optional<List<FilledTokens>> filledTokens(String mergeId) throws IOException {
    Optional<FilledTokens[]> filled = get(StoreLayout.filledTokens(mergeId), FilledTokens[].class);
    return filled.map(List::of);
  }

  /** Keeps the uploads of a merge's shards; once they are kept, its parts may be merged. */
  public void putUploads(String mergeId, ShardUploads uploads) throws IOException {
    put(StoreLayout.uploads(mergeId), uploads);
  }

  public Optional<ShardUploads> uploads(String mergeId) throws IOException {
    return get(StoreLayout.uploads(mergeId), ShardUploads.class);
  }

  public void putPart(String mergeId, PartRecord part) throws IOException {
    put(StoreLayout.partRecord(mergeId, part.partId()), part);
  }

  public Optional<PartRecord> part(String mergeId, String partId) throws IOException {
    return get(StoreLayout.partRecord(mergeId, partId), PartRecord.class);
  }

  /** All parts of a merge that are merged and stored, in the order of their ids. */
  public List<PartRecord> parts(String mergeId) throws IOException {
    List<PartRecord> parts = new ArrayList<>();
    for (ObjectStat stat : store.list(StoreLayout.partRecords(mergeId))) {
      get(stat.key(), PartRecord.class).ifPresent(parts::add);
    }
    return parts;
  }

  /** Keeps how a merge ended; its parts are then no longer wanted. */
  public void putEnding(String mergeId, Ending ending) throws IOException {
    put(StoreLayout.ending(mergeId), ending);
  }

  public Optional<Ending> ending(String mergeId) throws IOException {
    return get(StoreLayout.ending(mergeId), Ending.class);
  }

  /** Forgets how a merge ended and what its models were resolved to, so that it begins anew. */
  public void reopen(String mergeId) throws IOException {
    store.delete(StoreLayout.ending(mergeId));
    for (ObjectStat stat : store.list(StoreLayout.resolvedSources(mergeId))) {
      store.delete(stat.key());
    }
  }

  private void put(ObjectKey key, Object value) throws IOException {
    store.put(key, mapper.writeValueAsBytes(value));
  }

  private <T> Optional<T> get(ObjectKey key, Class<T> type) throws IOException {
    Optional<byte[]> content = store.get(key, MAX_BYTES);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(mapper.readValue(content.get(), type));
  }
}
