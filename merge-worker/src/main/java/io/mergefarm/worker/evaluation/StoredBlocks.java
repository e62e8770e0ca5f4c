package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.worker.compute.DTypeCodec;
import java.io.IOException;

/** The elements of a stored tensor. */
record StoredBlocks(StoredChunks chunks, DTypeCodec codec) implements BlockSource {

  DType dtype() {
    return chunks.tensor().dtype();
  }

  @Override
  public void read(long position, int length, float[] to) throws IOException {
    int done = 0;
    while (done < length) {
      long at = position + done;
      long inChunk = at % ChunkDigests.CHUNK_ELEMENTS;
      int piece = (int) Math.min(length - done, ChunkDigests.CHUNK_ELEMENTS - inChunk);
      long offset = inChunk * codec.elementBytes();
      codec.decode(chunks.containing(at), offset, to, done, piece);
      chunks.digestTo(offset + (long) piece * codec.elementBytes());
      done += piece;
    }
  }
}
