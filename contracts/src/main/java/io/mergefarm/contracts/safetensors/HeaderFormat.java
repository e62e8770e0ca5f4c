package io.mergefarm.contracts.safetensors;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The constants of the format, and our bounds where it has none. */
final class HeaderFormat {

  /** The number of bytes of the JSON, unsigned. */
  static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final int LENGTH_BYTES = Long.BYTES;
  static final int MAX_JSON_BYTES = 100_000_000;

  /** Data that begins at a multiple of this can be mapped as any element type. */
  static final int ALIGNMENT = 8;

  static final int MAX_TENSORS = 1_000_000;
  static final int MAX_RANK = 64;
  static final int MAX_NAME_LENGTH = 4_096;

  static final String METADATA = "__metadata__";
  static final String DTYPE = "dtype";
  static final String SHAPE = "shape";
  static final String DATA_OFFSETS = "data_offsets";

  private HeaderFormat() {}
}
