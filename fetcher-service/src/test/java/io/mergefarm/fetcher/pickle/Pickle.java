package io.mergefarm.fetcher.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pickles, opcode by opcode. */
public final class Pickle {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Begins a pickle of the protocol that {@code torch.save} uses. */
  public static Pickle begin() {
    return new Pickle().opcodes(0x80, 2);
  }

  public Pickle opcodes(int... opcodes) {
    for (int opcode : opcodes) {
      bytes.write(opcode);
    }
    return this;
  }

  Pickle repeat(int opcode, int times) {
    byte[] run = new byte[times];
    java.util.Arrays.fill(run, (byte) opcode);
    bytes.writeBytes(run);
    return this;
  }

  public Pickle global(String module, String member) {
    return opcodes('c').raw(module + "\n" + member + "\n");
  }

  public Pickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return opcodes('X').int32(utf8.length).raw(text);
  }

  public Pickle number(long number) {
    bytes.writeBytes(
        ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0x8a)
            .put((byte) Long.BYTES)
            .putLong(number)
            .array());
    return this;
  }

  public Pickle numbers(List<Long> numbers) {
    opcodes('(');
    numbers.forEach(this::number);
    return opcodes('t');
  }

  /** A tensor as {@code torch.save} describes it. */
  public Pickle tensor(
      String storageType,
      String key,
      long elements,
      long offset,
      List<Long> dimensions,
      List<Long> strides) {
    global("torch._utils", "_rebuild_tensor_v2");
    opcodes('(');
    storage(storageType, key, elements);
    number(offset).numbers(dimensions).numbers(strides).opcodes(0x89);
    global("collections", "OrderedDict").opcodes(')', 'R');
    return opcodes('t', 'R');
  }

  Pickle storage(String type, String key, long elements) {
    opcodes('(').text("storage").global("torch", type).text(key).text("cpu").number(elements);
    return opcodes('t', 'Q');
  }

  public byte[] end() {
    return opcodes('.').bytes.toByteArray();
  }

  byte[] unfinished() {
    return bytes.toByteArray();
  }

  Pickle int32(int number) {
    bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
    return this;
  }

  Pickle raw(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }
}
