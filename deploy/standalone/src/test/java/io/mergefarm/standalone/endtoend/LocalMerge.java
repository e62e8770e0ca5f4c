package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import io.mergefarm.planner.planning.PartRequests;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.standalone.preview.Preview;
import io.mergefarm.worker.compute.ComputeBackends;
import io.mergefarm.worker.evaluation.PartMerger;
import io.mergefarm.worker.method.MethodRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A merge over a store in a local folder, part by part, without any events. */
final class LocalMerge {

  private final LocalObjectStore store;
  private final PartMerger merger;

  LocalMerge(Path folder) throws Exception {
    store = new LocalObjectStore(folder);
    merger =
        new PartMerger(
            store,
            new LocalSourceFiles(store),
            MethodRegistry.discover(Thread.currentThread().getContextClassLoader()),
            ComputeBackends.choose());
  }

  /** The bytes of each shard by its name. */
  Map<String, byte[]> shards(MergeSubmission submission) throws Exception {
    Planned planned = Preview.of(submission).planned().orElseThrow();
    Map<String, byte[]> shards = new TreeMap<>();
    for (PlannedShard shard : planned.plan().shards()) {
      store.put(
          StoreLayout.shardHeader(submission.mergeId(), shard.name()),
          planned.headers().get(shard.name()));
      shards.put(shard.name(), merged(planned.plan(), shard));
    }
    return shards;
  }

  private byte[] merged(MergePlan plan, PlannedShard shard) throws Exception {
    ObjectKey key = StoreLayout.shard(plan.mergeId(), shard.name());
    Upload upload = store.createUpload(key, shard.size());
    List<UploadedPart> parts = new ArrayList<>();
    for (PlannedPart part : shard.parts()) {
      parts.add(merger.merge(new PartRequests(plan).request(shard, part, upload)).part());
    }
    store.completeUpload(upload, parts);
    return store.get(key, Math.toIntExact(shard.size())).orElseThrow();
  }
}
