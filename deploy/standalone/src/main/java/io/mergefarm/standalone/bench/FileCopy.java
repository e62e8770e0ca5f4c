package io.mergefarm.standalone.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What a merge is measured against: bytes of files are read and written to a new file, 1 MiB at a
 * time.
 *
 * @param sources read one after the other, and over again where more bytes are asked for
 * @param target a file that does not exist, which is deleted afterwards
 */
record FileCopy(List<Path> sources, Path target) {

  private static final int BUFFER = 1 << 20;
  private static final long PIECE = 32L << 20;

  /** How long copying takes. */
  Duration time(long bytes, int threads) throws IOException, InterruptedException {
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      List<Callable<Void>> pieces = pieces(bytes, out);
      long start = System.nanoTime();
      new Crew(threads).run(pieces);
      return Duration.ofNanos(System.nanoTime() - start);
    } finally {
      Files.deleteIfExists(target);
    }
  }

  private List<Callable<Void>> pieces(long bytes, FileChannel out) throws IOException {
    List<Callable<Void>> pieces = new ArrayList<>();
    long at = 0;
    for (int i = 0; at < bytes; i = (i + 1) % sources.size()) {
      Path source = sources.get(i);
      long size = Files.size(source);
      for (long from = 0; from < size && at < bytes; from += PIECE) {
        Piece piece =
            new Piece(source, from, at, Math.min(PIECE, Math.min(size - from, bytes - at)));
        pieces.add(
            () -> {
              piece.copy(out);
              return null;
            });
        at += piece.length;
      }
    }
    return pieces;
  }

  private record Piece(Path source, long from, long to, long length) {

    void copy(FileChannel out) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      try (FileChannel in = FileChannel.open(source)) {
        for (long done = 0; done < length; ) {
          buffer.clear().limit((int) Math.min(BUFFER, length - done));
          if (in.read(buffer, from + done) < 0) {
            throw new IOException(source + " became shorter while it was copied");
          }
          buffer.flip();
          while (buffer.hasRemaining()) {
            done += out.write(buffer, to + done);
          }
        }
      }
    }
  }
}
