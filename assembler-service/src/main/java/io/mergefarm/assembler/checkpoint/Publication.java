package io.mergefarm.assembler.checkpoint;

import java.nio.file.Path;

/**
 * A finished checkpoint's way to where its folder was asked for.
 *
 * @param mergeId names the folders that exist on the way
 * @param finished the folder of the output in a local store
 * @param target where it goes
 * @param overwrite whether a target that is not empty is replaced
 * @param manifest of the checkpoint, by which it is known again
 */
public record Publication(
    String mergeId, Path finished, Path target, boolean overwrite, MergeManifest manifest) {

  public Publication {
    if (!mergeId.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("no folder can be named after merge " + mergeId);
    }
  }
}
