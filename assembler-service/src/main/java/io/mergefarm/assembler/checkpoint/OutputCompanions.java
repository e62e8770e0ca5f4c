package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedTokenizer;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files that lie beside the weights of an output: the donor's; but those of the tokenizer from
 * the checkpoint that the plan names, and what the planner has made in their place.
 */
final class OutputCompanions {

  private static final int MAX_BYTES = 256 << 20;

  private final Companions companions;
  private final ObjectStore store;

  OutputCompanions(Companions companions, ObjectStore store) {
    this.companions = companions;
    this.store = store;
  }

  /**
   * The content of each file by its path.
   *
   * @throws CheckpointException if one can not be carried
   */
  Map<String, byte[]> of(SealedMerge merge) throws IOException, CheckpointException {
    Map<String, byte[]> files = new TreeMap<>();
    int donor = merge.plan().donor();
    int giver = merge.plan().tokenizer().map(PlannedTokenizer::source).orElse(donor);
    List<String> made = merge.plan().tokenizer().map(PlannedTokenizer::files).orElse(List.of());
    carry(files, merge.sources().get(donor), giver == donor, true, made);
    if (giver != donor) {
      carry(files, merge.sources().get(giver), true, false, made);
    }
    for (String path : made) {
      files.put(path, made(merge.plan(), path));
    }
    return files;
  }

  private void carry(
      Map<String, byte[]> files,
      SourceIndex source,
      boolean tokenizer,
      boolean others,
      List<String> made)
      throws IOException, CheckpointException {
    for (SourceFile file : Companions.of(source)) {
      boolean wanted = Companions.ofTokenizer(file.path()) ? tokenizer : others;
      if (wanted && !made.contains(file.path())) {
        files.put(file.path(), companions.content(file));
      }
    }
  }

  private byte[] made(MergePlan plan, String path) throws IOException, CheckpointException {
    ObjectKey key = StoreLayout.tokenizerFile(plan.mergeId(), path);
    Optional<byte[]> content = store.get(key, MAX_BYTES);
    if (content.isEmpty()) {
      throw new CheckpointException("there is no " + key + ", which the plan refers to");
    }
    return companions.content(path, key.value(), content.get());
  }
}
