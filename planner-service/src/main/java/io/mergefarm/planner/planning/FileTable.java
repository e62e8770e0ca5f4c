package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that hold tensors, of all models; their paths begin with the model, since those of two
 * models are often the same.
 */
final class FileTable {

  private final List<SourceFile> files = new ArrayList<>();

  List<SourceFile> files() {
    return List.copyOf(files);
  }

  /**
   * Adds a model's files.
   *
   * @param model as the recipe writes it
   * @return the expressions that read its tensors, by name
   */
  Map<String, TensorExpression> add(String model, SourceIndex index) {
    Map<String, Integer> places = places(model, index);
    Map<String, TensorExpression> tensors = new LinkedHashMap<>();
    index
        .tensors()
        .forEach(
            (name, tensor) -> tensors.put(name, stored(places.get(tensor.file()), name, tensor)));
    return tensors;
  }

  private Map<String, Integer> places(String model, SourceIndex index) {
    Set<String> used = new HashSet<>();
    index.tensors().values().forEach(tensor -> used.add(tensor.file()));
    Map<String, Integer> places = new HashMap<>();
    for (SourceFile file : index.files()) {
      if (used.contains(file.path())) {
        places.put(file.path(), files.size());
        files.add(file.named(model + "/" + file.path()));
      }
    }
    return places;
  }

  private static Stored stored(int file, String name, StoredTensor tensor) {
    return new Stored(file, name, tensor.offset(), tensor.dtype(), tensor.shape());
  }
}
