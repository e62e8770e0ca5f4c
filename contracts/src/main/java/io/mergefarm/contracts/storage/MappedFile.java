package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole file mapped into memory, of any size. Reads copy nothing: they return views of the
 * mapping, which must not be touched after {@link #close}.
 *
 * <p>A file that is cut short while it is mapped can not be read safely, so each read looks at its
 * size first; a cut between that look and the use of the view ends in an {@link InternalError}.
 */
public final class MappedFile implements ObjectReader {

  private final Path path;
  private final Arena arena;
  private final MemorySegment bytes;

  private MappedFile(Path path, Arena arena, MemorySegment bytes) {
    this.path = path;
    this.arena = arena;
    this.bytes = bytes;
  }

  /**
   * Maps a file.
   *
   * @param options beside reading, such as not to follow a link
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  @SuppressWarnings("MustBeClosedChecker") // the reader owns the arena, unless mapping fails
  public static MappedFile open(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> all =
        Stream.concat(Stream.of(StandardOpenOption.READ), Stream.of(options))
            .collect(Collectors.toSet());
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, all)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      return new MappedFile(path, arena, bytes);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
    long length = scratch.byteSize();
    Objects.checkFromIndexSize(offset, length, size());
    long sizeNow = Files.size(path);
    if (sizeNow != size()) {
      throw new IOException(
          "%s has changed while it was read: it had %d bytes, now it has %d"
              .formatted(path, size(), sizeNow));
    }
    return bytes.asSlice(offset, length);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
