package io.mergefarm.worker.evaluation;

import io.mergefarm.worker.compute.ChunkHasher;
import io.mergefarm.worker.compute.ChunkHasher.Digest;
import io.mergefarm.worker.compute.DTypeCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Elements of a tensor that are computed in blocks, rounded to their dtype and digested. */
final class ComputedContent implements TensorContent {

  private final BlockSource source;
  private final DTypeCodec codec;
  private final ChunkHasher hasher;
  private final ElementRange range;
  private final int blockSize;
  private final float[] block;
  private long blockStart;
  private long blockEnd;

  /**
   * @param range the elements that will be asked for
   * @param blockSize the elements that are computed at once
   */
  ComputedContent(
      BlockSource source,
      DTypeCodec codec,
      ChunkHasher hasher,
      ElementRange range,
      int blockSize,
      Workspace workspace) {
    this.source = source;
    this.codec = codec;
    this.hasher = hasher;
    this.range = range;
    this.blockSize = blockSize;
    this.block = workspace.block(blockSize);
    this.blockEnd = range.from();
  }

  @Override
  public String write(ElementRange elements, ChunkTarget target) throws IOException {
    MemorySegment chunk = target.memory();
    Digest digest = hasher.begin(chunk);
    long position = elements.from();
    while (position < elements.to()) {
      if (position == blockEnd) {
        computeNextBlock();
      }
      int piece = (int) (Math.min(blockEnd, elements.to()) - position);
      long offset = (position - elements.from()) * codec.elementBytes();
      codec.encode(block, (int) (position - blockStart), piece, chunk, offset);
      position += piece;
      long end = (position - elements.from()) * codec.elementBytes();
      digest.advance(end);
      target.ready(end);
    }
    return digest.finish();
  }

  private void computeNextBlock() throws IOException {
    int length = (int) Math.min(blockSize, range.to() - blockEnd);
    source.read(blockEnd, length, block);
    blockStart = blockEnd;
    blockEnd += length;
  }
}
