package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.RealPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a checkpoint is to go, seen beside the models that it is merged from: no merge may replace
 * what it reads.
 *
 * @param output a folder on this machine, which may not exist yet, or a place elsewhere
 * @param overwrite whether what is there is replaced
 */
public record OutputPlace(URI output, boolean overwrite) {

  /** Why the place can not be used, or empty where it can. */
  public Optional<String> objection(Collection<SourceIndex> sources) throws IOException {
    if (!local(output)) {
      return Optional.empty();
    }
    Path folder;
    try {
      folder = RealPath.of(Path.of(output));
    } catch (NoSuchFileException e) {
      return Optional.of(
          "the output folder %s is a link to something that does not exist; remove the link or"
                  .formatted(e.getFile())
              + " choose another folder");
    }
    for (SourceIndex source : sources) {
      if (holds(folder, source)) {
        return Optional.of(
            "the output folder %s holds files of model %s, which would be lost; choose another folder"
                .formatted(folder, source.model()));
      }
      if (overwrite && liesIn(folder, source)) {
        return Optional.of(
            "the output folder %s lies in the folder of model %s, where nothing is replaced; choose"
                    .formatted(folder, source.model())
                + " another folder, or do without --overwrite");
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path folder, SourceIndex source) throws IOException {
    Stream<URI> files = source.files().stream().map(SourceFile::uri);
    for (URI place : Stream.concat(Stream.of(source.location()), files).toList()) {
      if (local(place) && RealPath.of(Path.of(place)).startsWith(folder)) {
        return true;
      }
    }
    return false;
  }

  private static boolean liesIn(Path folder, SourceIndex source) throws IOException {
    return local(source.location()) && folder.startsWith(RealPath.of(Path.of(source.location())));
  }

  private static boolean local(URI place) {
    return "file".equals(place.getScheme());
  }
}
