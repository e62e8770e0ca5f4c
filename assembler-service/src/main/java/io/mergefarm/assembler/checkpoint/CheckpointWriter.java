package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.licence.CardLicences;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what belongs to a checkpoint beside its shards into the merge's output in the store. The
 * manifest comes last. Writing again gives the same objects.
 */
public final class CheckpointWriter {

  private static final List<String> RECIPE_FILES = List.of("recipe.yml", "mergekit_config.yml");

  private final ObjectStore store;
  private final MethodCatalog methods;
  private final OutputCompanions companions;
  private final CardLicences licences;

  /**
   * A writer.
   *
   * @param sources to read the parents' small files
   * @param methods that model cards tell about
   */
  public CheckpointWriter(ObjectStore store, SourceFiles sources, MethodCatalog methods) {
    SmallFiles files = new SmallFiles(sources);
    this.store = store;
    this.methods = methods;
    this.companions = new OutputCompanions(new Companions(files), store);
    this.licences = new CardLicences(sources);
  }

  /**
   * Writes all files.
   *
   * @return the manifest that was written
   * @throws SourceChangedException if an input is not what it was when it was indexed or read
   * @throws CheckpointException if the records of the parts do not make up the plan's output, or a
   *     file of the donor can not be carried
   * @throws IOException if a file can not be read or written for the moment
   */
  public MergeManifest write(SealedMerge merge) throws IOException, CheckpointException {
    MergeManifest manifest = ManifestBuilder.build(merge);
    ObjectKey output = StoreLayout.output(merge.plan().mergeId());
    for (Map.Entry<String, byte[]> file : companions.of(merge).entrySet()) {
      store.put(output.child(file.getKey()), file.getValue());
    }
    if (merge.plan().config().isPresent()) {
      put(output, merge.donor().kind().config(), PrettyJson.bytes(merge.plan().config().get()));
    }
    Optional<WeightIndex> index = WeightIndex.of(merge.plan());
    if (index.isPresent()) {
      put(output, WeightIndex.FILE, PrettyJson.bytes(index.get()));
    }
    for (String name : RECIPE_FILES) {
      put(output, name, utf8(merge.recipe()));
    }
    put(output, ModelCard.FILE, utf8(card(merge).text()));
    put(output, MergeManifest.FILE, manifest.toJson());
    return manifest;
  }

  private void put(ObjectKey output, String name, byte[] content) throws IOException {
    store.put(output.child(name), content);
  }

  private ModelCard card(SealedMerge merge) throws IOException, CheckpointException {
    UsedParameters parameters = new UsedParameters(merge);
    List<Parent> parents = new ArrayList<>();
    for (int i = 0; i < merge.sources().size(); i++) {
      SourceIndex index = merge.sources().get(i);
      MergePlan.PlannedSource planned = merge.plan().sources().get(i);
      parents.add(
          new Parent(
              ModelIdentity.of(planned, index),
              planned.revision(),
              planned.base(),
              licences.of(index),
              parameters.of(i)));
    }
    return new ModelCard(merge, methods.find(merge.plan().method()), parents, parameters.global());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
