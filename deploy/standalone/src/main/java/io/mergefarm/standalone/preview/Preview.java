package io.mergefarm.standalone.preview;

import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.fetcher.checkpoint.CheckpointException;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import io.mergefarm.planner.planning.PlanRequest;
import io.mergefarm.planner.planning.PlanResult;
import io.mergefarm.planner.planning.Planner;
import io.mergefarm.planner.planning.Software;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Plans a merge without doing anything of it: configs and headers are read, no weights. */
public final class Preview {

  private Preview() {}

  public static CheckedRecipe of(MergeSubmission submission) throws IOException {
    ParsedRecipe parsed = new RecipeParser().parse(submission.recipe());
    if (parsed.recipe().isEmpty()) {
      return new CheckedRecipe(Optional.empty(), parsed.problems());
    }
    PlanResult result =
        new Planner(MethodCatalog.discover(Preview.class.getClassLoader()), Software.current())
            .plan(request(submission, parsed, parsed.recipe().get()));
    return new CheckedRecipe(result.planned(), result.problems());
  }

  private static PlanRequest request(MergeSubmission submission, ParsedRecipe parsed, Recipe recipe)
      throws IOException {
    Path folder = Path.of(submission.options().folder());
    SourceFiles files = file -> MappedFile.open(Path.of(file.uri()));
    LocalCheckpoints checkpoints = new LocalCheckpoints(files);
    Map<String, SourceIndex> sources = new HashMap<>();
    Map<String, String> unavailable = new HashMap<>();
    for (ModelReference model : recipe.models()) {
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
        TokenizerFiles.wanted(parsed, sources, files));
  }
}
