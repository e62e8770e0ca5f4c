package io.mergefarm.contracts.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one immutable revision of a checkpoint holds: the object {@code sources/<id>/index.json}.
 *
 * @param id derived from what the source is, so that equal sources are staged once
 * @param model the model reference as recipes write it
 * @param location where it was found: a folder's {@code file:} URI, a repository's address
 * @param revision the resolved revision; for a folder, a digest of its listing
 * @param kind whether it is a model or an adapter; indexes of earlier versions are of models
 * @param files every file of the checkpoint, weights and companions, ordered by path
 * @param tensors every stored tensor by name, in the order of the files and of their offsets
 * @param config the content of its kind's config file; absent for bare tensor files
 */
public record SourceIndex(
    String id,
    String model,
    URI location,
    String revision,
    CheckpointKind kind,
    List<SourceFile> files,
    Map<String, StoredTensor> tensors,
    Optional<ObjectNode> config) {

  public SourceIndex {
    kind = kind == null ? CheckpointKind.MODEL : kind;
    files = List.copyOf(files);
    tensors = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(tensors));
  }

  /** The index of a model. */
  public SourceIndex(
      String id,
      String model,
      URI location,
      String revision,
      List<SourceFile> files,
      Map<String, StoredTensor> tensors,
      Optional<ObjectNode> config) {
    this(id, model, location, revision, CheckpointKind.MODEL, files, tensors, config);
  }

  /** The same index with its files in other places. */
  public SourceIndex withFiles(List<SourceFile> others) {
    return new SourceIndex(id, model, location, revision, kind, others, tensors, config);
  }

  /** The file at a path relative to the checkpoint's folder. */
  public Optional<SourceFile> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }
}
