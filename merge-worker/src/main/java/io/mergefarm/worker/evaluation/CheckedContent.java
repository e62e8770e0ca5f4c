package io.mergefarm.worker.evaluation;

import java.io.IOException;

/** Bytes that are copied when their elements have been looked at. */
final class CheckedContent implements TensorContent {

  private final TensorContent copied;
  private final BlockSource checked;
  private final float[] scratch;

  /**
   * @param checked the same elements; reading them checks them
   * @param scratch takes elements while they are looked at
   */
  CheckedContent(TensorContent copied, BlockSource checked, float[] scratch) {
    this.copied = copied;
    this.checked = checked;
    this.scratch = scratch;
  }

  @Override
  public String write(ElementRange elements, ChunkTarget target) throws IOException {
    for (long position = elements.from(); position < elements.to(); position += scratch.length) {
      int length = (int) Math.min(scratch.length, elements.to() - position);
      checked.read(position, length, scratch);
    }
    return copied.write(elements, target);
  }
}
