package io.mergefarm.standalone.bench;

import io.mergefarm.contracts.safetensors.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Weights that look like trained ones: matrices of mean 0 and deviation 0.02, norms near 1. A
 * fine-tune is its base with a little noise everywhere and a strong change here and there.
 *
 * @param seed of the base
 * @param tuning seed of the changes; absent for the base itself
 */
record SyntheticWeights(long seed, OptionalLong tuning) {

  private static final float DEVIATION = 0.02f;
  private static final float CHANGE = 0.05f * DEVIATION;
  private static final float STRONG_CHANGE = 20 * CHANGE;
  private static final int STRONG_EVERY = 997;

  /**
   * Elements of a tensor in bfloat16.
   *
   * @param position the place of the first of them among all elements of the checkpoint; draws
   *     begin anew there, so the same pieces must be asked for each time
   */
  ByteBuffer piece(TensorSpec tensor, long position, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    NormalDraws base = new NormalDraws(seed + position);
    float mean = tensor.shape().rank() == 1 ? 1 : 0;
    if (tuning.isEmpty()) {
      for (int i = 0; i < count; i++) {
        bytes.putShort(bfloat16(mean + DEVIATION * base.next()));
      }
    } else {
      NormalDraws change = new NormalDraws(tuning.getAsLong() + position);
      for (int i = 0; i < count; i++) {
        float scale = i % STRONG_EVERY == 0 ? STRONG_CHANGE : CHANGE;
        bytes.putShort(bfloat16(mean + DEVIATION * base.next() + scale * change.next()));
      }
    }
    return bytes.flip();
  }

  /** The nearest bfloat16, ties to even, of a finite number. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
