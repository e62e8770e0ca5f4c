package io.mergefarm.contracts.source.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Blocks in a folder of the local disk, for any number of processes, each block a file named by its
 * digest. The files never have more bytes than are allowed: who adds one holds a lock, takes a
 * count of all, and deletes those that were used longest ago. A file that is not what its name says
 * is not used. A full or broken disk costs the cache, never the merge.
 */
public final class CacheFolder implements BlockCache {

  private static final Logger LOG = Logger.getLogger(CacheFolder.class);
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");
  private static final String LOCK = ".lock";
  private static final int SPARE = 10;

  private final Path folder;
  private final long most;
  private final Clock clock;

  private record Kept(Path file, long size, FileTime used) {}

  /**
   * A cache.
   *
   * @param most bytes of all files
   */
  public CacheFolder(Path folder, long most, Clock clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.most = most;
    this.clock = clock;
  }

  @Override
  public boolean get(String digest, MemorySegment target) {
    Path file = folder.resolve(digest);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != target.byteSize() || !fill(channel, target.asByteBuffer())) {
        return false;
      }
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return BlockDigests.digest(target).equals(digest);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      LOG.debugf("block %s can not be read from the cache: %s", digest, e);
      return false;
    }
  }

  @Override
  public void put(String digest, MemorySegment block) {
    if (block.byteSize() > most) {
      return;
    }
    try {
      add(digest, block);
    } catch (IOException e) {
      LOG.debugf("block %s can not be kept in the cache: %s", digest, e);
    }
  }

  /** A lock of files excludes other processes, and not threads of this one. */
  private synchronized void add(String digest, MemorySegment block) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      long total = count(channel);
      if (total < 0 || total + block.byteSize() > most) {
        total = sweep(block.byteSize());
      }
      count(channel, total + block.byteSize());
      write(folder.resolve(digest), block.asByteBuffer());
      if (!lock.isValid()) {
        throw new IOException("the lock of the cache was lost");
      }
    }
  }

  /** The count that the lock file holds of the bytes of all files; negative where it has none. */
  private static long count(FileChannel channel) throws IOException {
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES);
    return channel.read(count, 0) == Long.BYTES ? count.getLong(0) : -1;
  }

  /** Counts a file before it is written, so that a crash leaves the count too high, never low. */
  private static void count(FileChannel channel, long total) throws IOException {
    channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, total), 0);
  }

  /**
   * Deletes what was used longest ago, some more than is wanted, so that it is seldom done.
   *
   * @return the bytes that are left
   */
  private long sweep(long wanted) throws IOException {
    List<Kept> all = kept();
    long total = all.stream().mapToLong(Kept::size).sum();
    long aim = Math.max(0, most - most / SPARE - wanted);
    for (Kept eldest : all) {
      if (total <= aim) {
        break;
      }
      Files.deleteIfExists(eldest.file());
      total -= eldest.size();
    }
    return total;
  }

  /** All files, those that were used longest ago first; leftovers of dead processes among them. */
  private List<Kept> kept() throws IOException {
    List<Kept> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> !file.endsWith(LOCK)).toList()) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        boolean whole = NAME.matcher(file.getFileName().toString()).matches();
        found.add(
            new Kept(
                file,
                attributes.size(),
                whole ? attributes.lastModifiedTime() : FileTime.fromMillis(0)));
      }
    }
    found.sort(Comparator.comparing(Kept::used));
    return found;
  }

  private void write(Path file, ByteBuffer bytes) throws IOException {
    Path staged = folder.resolve("." + UUID.randomUUID());
    try (FileChannel channel =
        FileChannel.open(staged, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean fill(FileChannel channel, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        return false;
      }
    }
    return true;
  }
}
