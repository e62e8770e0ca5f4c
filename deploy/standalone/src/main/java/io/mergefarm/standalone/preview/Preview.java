package io.mergefarm.standalone.preview;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.licence.CardLicences;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.Problem.Severity;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.source.OutputPlace;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.fetcher.checkpoint.BucketCheckpoints;
import io.mergefarm.fetcher.checkpoint.CheckpointException;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import io.mergefarm.planner.planning.PartSizes;
import io.mergefarm.planner.planning.PlanRequest;
import io.mergefarm.planner.planning.PlanResult;
import io.mergefarm.planner.planning.Planner;
import io.mergefarm.planner.planning.Software;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans a merge without doing anything of it: configs and headers are read, no weights. */
public final class Preview {

  private Preview() {}

  public static CheckedRecipe of(MergeSubmission submission) throws IOException {
    ParsedRecipe parsed = new RecipeParser().parse(submission.recipe());
    if (parsed.recipe().isEmpty()) {
      return new CheckedRecipe(Optional.empty(), parsed.problems());
    }
    PlanRequest request = request(submission, parsed);
    PlanResult result =
        new Planner(
                MethodCatalog.discover(Preview.class.getClassLoader()),
                PartSizes.inOneProcess(Runtime.getRuntime().availableProcessors()),
                Software.current())
            .plan(request);
    Optional<String> objection = outputObjection(request);
    return objection.isEmpty()
        ? new CheckedRecipe(result.planned(), result.problems())
        : new CheckedRecipe(Optional.empty(), with(objection.get(), result.problems()));
  }

  private static Optional<String> outputObjection(PlanRequest request) throws IOException {
    MergeOptions options = request.options();
    return options.output().isEmpty()
        ? Optional.empty()
        : new OutputPlace(options.output().get(), options.overwrite())
            .objection(request.sources().values());
  }

  private static List<Problem> with(String objection, List<Problem> problems) {
    Problem problem =
        new Problem("output-place", Severity.ERROR, objection, "", 0, 0, Optional.empty());
    return Stream.concat(Stream.of(problem), problems.stream()).toList();
  }

  private static PlanRequest request(MergeSubmission submission, ParsedRecipe parsed)
      throws IOException {
    Path folder = Path.of(submission.options().folder());
    SourceFiles files = file -> MappedFile.open(Path.of(file.uri()));
    LocalCheckpoints checkpoints = new LocalCheckpoints(files);
    Map<String, SourceIndex> sources = new HashMap<>();
    Map<String, String> unavailable = new HashMap<>();
    for (ModelReference model : parsed.models()) {
      if (BucketCheckpoints.named(model.text())) {
        unavailable.put(
            model.text(),
            "checkpoints in buckets can not be looked at without the pipeline; submit the recipe to a running one");
        continue;
      }
      try {
        sources.put(model.text(), checkpoints.index(model.text(), folder));
      } catch (CheckpointException e) {
        unavailable.put(model.text(), e.getMessage());
      }
    }
    return new PlanRequest(
        submission.mergeId(),
        submission.recipe(),
        parsed,
        sources,
        unavailable,
        submission.options(),
        TokenizerFiles.of(sources, files),
        new CardLicences(files).of(sources));
  }
}
