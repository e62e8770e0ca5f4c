package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.fetcher.pickle.PickleValue.Dict;
import io.mergefarm.fetcher.pickle.PickleValue.DictKey;
import io.mergefarm.fetcher.pickle.PickleValue.Storage;
import io.mergefarm.fetcher.pickle.PickleValue.Tensor;
import io.mergefarm.fetcher.pickle.PickleValue.Text;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the tensors of a file lie that {@code torch.save} has written. */
public final class TorchFile {

  private static final Text STATE_DICT = new Text("state_dict");
  private static final byte[] ZIP = {'P', 'K'};

  private final String path;
  private final TorchArchive archive;
  private final Overlaps overlaps = new Overlaps();

  private TorchFile(String path, TorchArchive archive) {
    this.path = path;
    this.archive = archive;
  }

  /**
   * Finds the tensors. Of the file only the directory and the pickle are read.
   *
   * @param path of the file in its checkpoint
   * @return the tensors by name, in the file's order
   * @throws PickleException if the file is not valid, or would run code
   * @throws IOException if it can not be read now
   */
  public static Map<String, StoredTensor> tensors(String path, ObjectReader file)
      throws IOException, PickleException {
    if (!startsAsZip(file)) {
      throw new PickleException(
          "it is no zip archive, as PyTorch has written them since version 1.6");
    }
    TorchArchive archive = TorchArchive.open(file);
    if (!archive.littleEndian()) {
      throw new PickleException("its numbers are stored with the highest byte first");
    }
    return new TorchFile(path, archive).tensors(PickleReader.read(archive.pickle()));
  }

  private static boolean startsAsZip(ObjectReader file) throws IOException {
    MemorySegment scratch = MemorySegment.ofArray(new byte[ZIP.length]);
    return file.size() >= ZIP.length
        && file.read(0, scratch).mismatch(MemorySegment.ofArray(ZIP)) < 0;
  }

  private Map<String, StoredTensor> tensors(PickleValue top) throws PickleException {
    Map<DictKey, PickleValue> entries = PickleStack.as(Dict.class, top).entries();
    if (entries.get(STATE_DICT) instanceof Dict inner) {
      entries = inner.entries();
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<DictKey, PickleValue> entry : entries.entrySet()) {
      if (!(entry.getKey() instanceof Text name) || !(entry.getValue() instanceof Tensor tensor)) {
        throw new PickleException(
            "it holds %s under %s, where there should be a tensor under a name"
                .formatted(entry.getValue().kind(), text(entry.getKey())));
      }
      tensors.put(name.value(), stored(name.value(), tensor));
    }
    overlaps.check();
    return tensors;
  }

  private static String text(DictKey key) {
    return switch (key) {
      case Text text -> text.value();
      case PickleValue.Int number -> String.valueOf(number.value());
    };
  }

  private StoredTensor stored(String name, Tensor tensor) throws PickleException {
    Storage storage = tensor.storage();
    TorchArchive.Entry entry = archive.storage(storage.key());
    try {
      Shape shape = new Shape(tensor.dimensions());
      requireRowsEndToEnd(name, tensor);
      if (storage.dtype().byteSize(storage.elements()) != entry.size()
          || tensor.offset() < 0
          || Math.addExact(tensor.offset(), shape.elements()) > storage.elements()) {
        throw new PickleException("tensor " + name + " leads out of its storage " + storage.key());
      }
      long offset = Math.addExact(entry.offset(), storage.dtype().byteSize(tensor.offset()));
      StoredTensor stored = new StoredTensor(path, offset, storage.dtype(), shape);
      overlaps.add(name, offset, stored.byteSize());
      return stored;
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new PickleException("tensor " + name + " has sizes out of range: " + e.getMessage());
    }
  }

  private static void requireRowsEndToEnd(String name, Tensor tensor) throws PickleException {
    List<Long> dimensions = tensor.dimensions();
    List<Long> strides = tensor.strides();
    if (strides.size() != dimensions.size()) {
      throw new PickleException("tensor " + name + " has strides for other dimensions");
    }
    long expected = 1;
    for (int i = dimensions.size() - 1; i >= 0; i--) {
      long dimension = dimensions.get(i);
      if (dimension == 0) {
        return;
      }
      if (dimension > 1 && strides.get(i) != expected) {
        throw new PickleException(
            "tensor %s is a transposed or spaced view (shape %s, strides %s); save it anew with"
                    .formatted(name, dimensions, strides)
                + " contiguous()");
      }
      expected = Math.multiplyExact(expected, dimension);
    }
  }
}
