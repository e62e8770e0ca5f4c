package io.mergefarm.fetcher.pickle;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The entries of a file that {@code torch.save} has written: a zip archive whose entries are stored
 * as they are, so that each is a range of the file.
 */
final class TorchArchive {

  private static final long MOST_DIRECTORY_BYTES = 64 << 20;
  private static final int MOST_PICKLE_BYTES = 64 << 20;
  private static final String PICKLE = "/data.pkl";

  private final ObjectReader object;
  private final Map<String, Entry> entries;
  private final String folder;

  /** Where an entry's bytes lie in the file. */
  record Entry(long offset, long size) {}

  private TorchArchive(ObjectReader object, Map<String, Entry> entries) throws PickleException {
    this.object = object;
    this.entries = entries;
    List<String> pickles = entries.keySet().stream().filter(TorchArchive::isPickle).toList();
    if (pickles.size() != 1) {
      throw new PickleException("it has %d entries data.pkl, not one".formatted(pickles.size()));
    }
    this.folder = pickles.getFirst().substring(0, pickles.getFirst().length() - PICKLE.length());
  }

  /** Reads the directory of an archive. */
  static TorchArchive open(ObjectReader object) throws IOException, PickleException {
    Map<String, Entry> entries = new HashMap<>();
    for (ZipArchiveEntry entry : directory(object)) {
      if (entries.put(entry.getName(), checked(entry, object.size())) != null) {
        throw new PickleException("it has two entries " + entry.getName());
      }
    }
    return new TorchArchive(object, entries);
  }

  /** The pickle that says what the tensors are. */
  byte[] pickle() throws IOException, PickleException {
    return small(PICKLE, MOST_PICKLE_BYTES);
  }

  /** Whether numbers are stored with their lowest byte first; older files do not say so. */
  boolean littleEndian() throws IOException, PickleException {
    String order = "/byteorder";
    return !entries.containsKey(folder + order)
        || new String(small(order, 16), StandardCharsets.US_ASCII).strip().equals("little");
  }

  /** The bytes of a storage. */
  Entry storage(String key) throws PickleException {
    return entry("/data/" + key);
  }

  private static List<ZipArchiveEntry> directory(ObjectReader object) throws PickleException {
    RangedChannel channel = new RangedChannel(object, MOST_DIRECTORY_BYTES);
    try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
      return Collections.list(zip.getEntries());
    } catch (IOException | IllegalArgumentException e) {
      throw new PickleException("it is no zip archive as PyTorch writes them: " + root(e));
    }
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private static Entry checked(ZipArchiveEntry entry, long fileSize) throws PickleException {
    if (entry.getMethod() != ZipEntry.STORED || entry.getGeneralPurposeBit().usesEncryption()) {
      throw new PickleException(
          "its entry %s is compressed or encrypted, and weights are read in place"
              .formatted(entry.getName()));
    }
    long offset = entry.getDataOffset();
    long size = entry.getSize();
    if (offset < 0
        || size < 0
        || size != entry.getCompressedSize()
        || offset > fileSize
        || size > fileSize - offset) {
      throw new PickleException("its entry %s leads out of the file".formatted(entry.getName()));
    }
    return new Entry(offset, size);
  }

  private static boolean isPickle(String name) {
    return name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length();
  }

  private byte[] small(String name, int mostBytes) throws IOException, PickleException {
    Entry entry = entry(name);
    if (entry.size() > mostBytes) {
      throw new PickleException(
          "its entry %s has %d bytes, and %d are allowed"
              .formatted(folder + name, entry.size(), mostBytes));
    }
    MemorySegment scratch = MemorySegment.ofArray(new byte[(int) entry.size()]);
    return object.read(entry.offset(), scratch).toArray(ValueLayout.JAVA_BYTE);
  }

  private Entry entry(String name) throws PickleException {
    Entry entry = entries.get(folder + name);
    if (entry == null) {
      throw new PickleException("it has no entry " + folder + name);
    }
    return entry;
  }
}
