package io.mergefarm.contracts.safetensors;

/** A header and the bytes that it is in a file. */
public final class EncodedHeader {

  private final SafetensorsHeader header;
  private final byte[] bytes;

  EncodedHeader(SafetensorsHeader header, byte[] bytes) {
    this.header = header;
    this.bytes = bytes;
  }

  public SafetensorsHeader header() {
    return header;
  }

  /** The length word and the padded JSON; as long as {@link SafetensorsHeader#dataOffset} says. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
