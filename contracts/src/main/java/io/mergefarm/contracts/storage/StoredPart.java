package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part whose bytes lie in the data file of an upload, as its marker says in one line. */
record StoredPart(PartRange range, String etag) {

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,5}) ([0-9]{1,18}) ([0-9]{1,18}) ([0-9a-f]{8})\n");

  /** Number, offset, length and tag. */
  String text() {
    return "%d %d %d %s\n".formatted(range.number(), range.offset(), range.length(), etag);
  }

  /**
   * Reads a marker.
   *
   * @param marker the file that the text stands in
   */
  static StoredPart parse(Path marker, String text) throws IOException {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IOException(
          marker
              + " does not say which part is stored, as after a power failure; abort the upload");
    }
    PartRange range =
        new PartRange(
            Integer.parseInt(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)));
    return new StoredPart(range, matcher.group(4));
  }

  UploadedPart uploaded() {
    return new UploadedPart(range.number(), etag, range.length());
  }
}
