package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes files as {@code torch.save} does, and such as it never would. */
public final class TorchSave {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);
  private final Pickle pickle = Pickle.begin();
  private int storages;

  /** Begins a file of a state dictionary. */
  public TorchSave() {
    pickle.global("collections", "OrderedDict").opcodes(')', 'R', 'q', 0, '(');
  }

  /** A file of a pickle and of the storages 0, 1, and so on. */
  public static byte[] file(byte[] pickle, byte[]... storages) throws IOException {
    TorchSave save = new TorchSave();
    for (int i = 0; i < storages.length; i++) {
      save.entry("archive/data/" + i, storages[i], ZipEntry.STORED);
    }
    return save.entry("archive/data.pkl", pickle, ZipEntry.STORED).zipped();
  }

  /** A tensor with a storage of its own. */
  public TorchSave tensor(String name, DType dtype, Shape shape, byte[] content)
      throws IOException {
    String key = String.valueOf(storages++);
    entry("archive/data/" + key, content, ZipEntry.STORED);
    pickle
        .text(name)
        .tensor(storageType(dtype), key, shape.elements(), 0, shape.dimensions(), strides(shape));
    return this;
  }

  /** The file, with the attributes that a module's dictionary has. */
  public byte[] end() throws IOException {
    pickle.opcodes('u', '}', 'q', 1).text("_metadata").opcodes('}', 's', 'b');
    entry("archive/data.pkl", pickle.end(), ZipEntry.STORED);
    entry(
        "archive/byteorder",
        "little".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        ZipEntry.STORED);
    return zipped();
  }

  TorchSave entry(String name, byte[] content, int method) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setCrc(crc.getValue());
      entry.setSize(content.length);
    }
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
    return this;
  }

  byte[] zipped() throws IOException {
    zip.close();
    return bytes.toByteArray();
  }

  static List<Long> strides(Shape shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (Long dimension : shape.dimensions().reversed()) {
      strides.addFirst(stride);
      stride *= dimension;
    }
    return strides;
  }

  private static String storageType(DType dtype) {
    return switch (dtype) {
      case F32 -> "FloatStorage";
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
      case I64 -> "LongStorage";
      default -> throw new IllegalArgumentException("no test needs " + dtype);
    };
  }
}
