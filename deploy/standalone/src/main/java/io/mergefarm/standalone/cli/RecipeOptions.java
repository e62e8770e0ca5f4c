package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.NanPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The recipe and what shapes its output, as several commands take them. */
final class RecipeOptions {

  private static final long MAX_RECIPE_BYTES = 16 << 20;

  @Parameters(paramLabel = "RECIPE", description = "The recipe, a YAML file.")
  private Path recipe;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "The folder that relative model paths start from. Default: the working folder.")
  private Path models = Path.of("");

  @Option(
      names = "--shard-size",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      defaultValue = "5GB",
      description = "The most bytes of tensors in an output shard. Default: ${DEFAULT-VALUE}.")
  private long shardSize;

  @Option(
      names = "--part-size",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description =
          "How many bytes of a shard are merged as one event. Default: what makes three parts for"
              + " each processor, but 32MiB to 512MiB; a farm's planner has settings for it.")
  private Optional<Long> partSize = Optional.empty();

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "The seed of randomised methods. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--nan",
      paramLabel = "propagate|error",
      converter = NanPolicyName.class,
      defaultValue = "propagate",
      description = {
        "What becomes of elements that are not a number: they spread, or fail the merge.",
        "Default: ${DEFAULT-VALUE}."
      })
  private NanPolicy nan;

  /** The recipe's text. */
  String text() throws IOException {
    try {
      if (Files.size(recipe) > MAX_RECIPE_BYTES) {
        throw new IOException(recipe + " is too large to be a recipe");
      }
      return Files.readString(recipe);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no recipe " + recipe, e);
    } catch (MalformedInputException e) {
      throw new IOException(recipe + " is no UTF-8 text", e);
    }
  }

  Path recipe() {
    return recipe;
  }

  /** The file's name without its ending. */
  String name() {
    return recipe.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  MergeSubmission submission(Optional<URI> output, boolean overwrite) throws IOException {
    return submission(text(), output, overwrite);
  }

  /** Asks for the merge of a text that stands for the recipe's. */
  MergeSubmission submission(String text, Optional<URI> output, boolean overwrite) {
    return new MergeSubmission(
        name(),
        text,
        new MergeOptions(
            models.toAbsolutePath().normalize().toUri(),
            output,
            overwrite,
            shardSize,
            partSize.map(OptionalLong::of).orElseGet(OptionalLong::empty),
            seed,
            nan));
  }
}
