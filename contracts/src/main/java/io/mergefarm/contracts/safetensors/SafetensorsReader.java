package io.mergefarm.contracts.safetensors;

import static io.mergefarm.contracts.safetensors.SafetensorsException.broken;

import io.mergefarm.contracts.storage.ObjectReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the headers of safetensors files, and nothing of their weights.
 *
 * <p>It is as strict as the reference implementation, which refuses holes, overlaps and trailing
 * bytes, and stricter where that keeps silent: duplicate and unknown keys, padding other than
 * spaces, names that are not Unicode.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">The format</a>
 */
public final class SafetensorsReader {

  /**
   * Reads the header of a file.
   *
   * @param file its name, for messages
   * @param bytes the file
   * @throws SafetensorsException if the file is not valid, or not as long as its header says
   * @throws IOException if it can not be read
   */
  public SafetensorsHeader read(String file, ObjectReader bytes) throws IOException {
    byte[] json = readJson(file, bytes);
    requireBraces(file, json);
    try (HeaderParser parser = new HeaderParser(file, json)) {
      parser.parse();
      List<TensorInfo> tensors =
          parser.tensors().stream()
              .sorted(
                  Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end))
              .toList();
      long dataOffset = HeaderFormat.LENGTH_BYTES + (long) json.length;
      new LayoutCheck(file).check(tensors, bytes.size() - dataOffset);
      return new SafetensorsHeader(parser.metadata(), tensors, dataOffset);
    }
  }

  private static byte[] readJson(String file, ObjectReader bytes) throws IOException {
    int length = readLength(file, bytes);
    MemorySegment scratch = MemorySegment.ofArray(new byte[length]);
    return bytes.read(HeaderFormat.LENGTH_BYTES, scratch).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The length of the JSON, at most what is allowed and what the file has. */
  private static int readLength(String file, ObjectReader bytes) throws IOException {
    long available = bytes.size() - HeaderFormat.LENGTH_BYTES;
    if (available < 0) {
      throw broken(file, "it has " + bytes.size() + " bytes, too few for a safetensors file");
    }
    MemorySegment scratch = MemorySegment.ofArray(new byte[HeaderFormat.LENGTH_BYTES]);
    long length = bytes.read(0, scratch).get(HeaderFormat.LENGTH, 0);
    if (length < 0 || length > HeaderFormat.MAX_JSON_BYTES) {
      throw broken(
          file,
          "it is no safetensors file: it would have a header of %s bytes, and %s are allowed"
              .formatted(
                  Long.toUnsignedString(length), Wording.count(HeaderFormat.MAX_JSON_BYTES)));
    }
    if (length > available) {
      throw broken(
          file,
          "truncated: the header takes %s bytes but the file has %s"
              .formatted(
                  Wording.count(HeaderFormat.LENGTH_BYTES + length), Wording.count(bytes.size())));
    }
    return (int) length;
  }

  private static void requireBraces(String file, byte[] json) throws SafetensorsException {
    if (json.length == 0 || json[0] != '{') {
      throw broken(file, "the header does not begin with {");
    }
    int end = json.length;
    while (json[end - 1] == ' ') {
      end--;
    }
    if (json[end - 1] != '}') {
      throw broken(file, "the header does not end with } and spaces");
    }
  }
}
