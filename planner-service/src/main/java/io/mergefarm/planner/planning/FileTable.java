package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that hold tensors, of all checkpoints; their paths begin with the model, since those of
 * two checkpoints are often the same.
 */
final class FileTable {

  private final List<SourceFile> files = new ArrayList<>();
  private final Map<Checkpoint, Map<String, Integer>> places = new HashMap<>();

  FileTable(List<Checkpoint> checkpoints) {
    checkpoints.forEach(this::add);
  }

  private void add(Checkpoint checkpoint) {
    Set<String> used = new HashSet<>();
    checkpoint.index().tensors().values().forEach(tensor -> used.add(tensor.file()));
    Map<String, Integer> ofCheckpoint = new HashMap<>();
    for (SourceFile file : checkpoint.index().files()) {
      if (used.contains(file.path())) {
        ofCheckpoint.put(file.path(), files.size());
        files.add(new SourceFile(checkpoint.model() + "/" + file.path(), file.uri(), file.size()));
      }
    }
    places.put(checkpoint, ofCheckpoint);
  }

  List<SourceFile> files() {
    return List.copyOf(files);
  }

  /** The expression that reads a tensor. */
  Stored stored(InputTensor tensor) {
    int file = places.get(tensor.input().checkpoint()).get(tensor.stored().file());
    return new Stored(
        file,
        tensor.name(),
        tensor.stored().offset(),
        tensor.stored().dtype(),
        tensor.stored().shape());
  }
}
