package io.mergefarm.assembler.sealing;

import io.mergefarm.assembler.checkpoint.BucketPublisher;
import io.mergefarm.assembler.checkpoint.CheckpointException;
import io.mergefarm.assembler.checkpoint.CheckpointWriter;
import io.mergefarm.assembler.checkpoint.ManifestBuilder;
import io.mergefarm.assembler.checkpoint.MergeManifest;
import io.mergefarm.assembler.checkpoint.OutputPublisher;
import io.mergefarm.assembler.checkpoint.Publication;
import io.mergefarm.assembler.checkpoint.SealedMerge;
import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.event.MergeStatus.State;
import io.mergefarm.contracts.merge.Ending;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.MergePlan.PlannedTokenizer;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.source.OutputPlace;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.S3Address;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a checkpoint of sealed shards, and brings it to where it was asked for. */
@ApplicationScoped
class CheckpointFinisher {

  private final MergeRecords records;
  private final CheckpointWriter writer;
  private final OutputPublisher folders;
  private final BucketPublisher buckets;

  CheckpointFinisher(
      MergeRecords records,
      CheckpointWriter writer,
      OutputPublisher folders,
      BucketPublisher buckets) {
    this.records = records;
    this.writer = writer;
    this.folders = folders;
    this.buckets = buckets;
  }

  /**
   * Finishes a checkpoint.
   *
   * @return how the merge has ended: completed, or failed where trying again does not help
   */
  Ending finish(MergeRequested request, MergePlan plan) throws IOException {
    try {
      SealedMerge sealed = sealed(request, plan);
      MergeManifest manifest = writer.write(sealed);
      return new Ending(State.COMPLETED, publish(request, sealed, manifest));
    } catch (CheckpointException | SourceChangedException e) {
      return new Ending(State.FAILED, e.getMessage());
    }
  }

  /** Whether the checkpoint lies where it was asked for already, though nobody has noted it. */
  boolean published(MergeRequested request, MergePlan plan) throws IOException {
    Optional<URI> output = request.options().output();
    if (output.isEmpty()) {
      return false;
    }
    try {
      MergeManifest manifest = ManifestBuilder.build(sealed(request, plan));
      return OutputPublisher.published(Path.of(output.get()), manifest);
    } catch (CheckpointException | SourceChangedException e) {
      return false;
    }
  }

  private SealedMerge sealed(MergeRequested request, MergePlan plan) throws IOException {
    List<SourceIndex> sources = new ArrayList<>();
    for (PlannedSource source : plan.sources()) {
      sources.add(
          records
              .sourceIndex(source.sourceId())
              .orElseThrow(() -> new IOException("the index of " + source.model() + " is gone")));
    }
    return new SealedMerge(
        request.name(), plan, request.recipe(), sources, parts(plan.mergeId()), filledTokens(plan));
  }

  private List<FilledTokens> filledTokens(MergePlan plan) throws IOException {
    return plan.tokenizer().filter(PlannedTokenizer::filled).isPresent()
        ? records
            .filledTokens(plan.mergeId())
            .orElseThrow(() -> new IOException("the filled tokens of the merge are gone"))
        : List.of();
  }

  /** The parts of the present uploads; records of others are left over from an earlier plan. */
  private List<PartRecord> parts(String mergeId) throws IOException {
    ShardUploads uploads =
        records
            .uploads(mergeId)
            .orElseThrow(() -> new IOException("the uploads of merge " + mergeId + " are gone"));
    Set<String> ids = uploads.uploads().stream().map(Upload::id).collect(Collectors.toSet());
    return records.parts(mergeId).stream().filter(part -> ids.contains(part.uploadId())).toList();
  }

  private String publish(MergeRequested request, SealedMerge sealed, MergeManifest manifest)
      throws IOException, CheckpointException {
    URI finished = records.store().address(StoreLayout.output(request.mergeId()));
    Optional<URI> output = request.options().output();
    if (!"file".equals(finished.getScheme())) {
      return output.isEmpty()
          ? S3Address.of(finished).toString()
          : publishInBucket(request, S3Address.of(output.get()), manifest);
    }
    if (output.isEmpty()) {
      return Path.of(finished).toString();
    }
    boolean overwrite = request.options().overwrite();
    checkApart(new OutputPlace(output.get(), overwrite), sealed);
    return folders
        .publish(
            new Publication(
                request.mergeId(), Path.of(finished), Path.of(output.get()), overwrite, manifest))
        .toString();
  }

  private String publishInBucket(MergeRequested request, S3Address target, MergeManifest manifest)
      throws IOException, CheckpointException {
    buckets.publish(request.mergeId(), target, request.options().overwrite(), manifest);
    return target.toString();
  }

  /** The planner has checked it; the folders may have changed since. */
  private static void checkApart(OutputPlace output, SealedMerge sealed)
      throws IOException, CheckpointException {
    Optional<String> objection = output.objection(sealed.sources());
    if (objection.isPresent()) {
      throw new CheckpointException(objection.get());
    }
  }
}
