package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether the parts of an upload make its object. */
final class PartsCheck {

  private PartsCheck() {}

  /**
   * Compares what a client believes to be stored with what is.
   *
   * @throws IOException if they differ, or the parts do not fill the object without gap or overlap
   */
  static void check(Upload upload, List<UploadedPart> given, List<StoredPart> stored)
      throws IOException {
    same(upload, given, stored.stream().map(StoredPart::uploaded).toList());
    long end = 0;
    for (StoredPart part : stored) {
      if (part.range().offset() != end) {
        throw refusal(
            upload,
            "part %d begins at byte %d and the one before it ends at %d"
                .formatted(part.range().number(), part.range().offset(), end));
      }
      end = Math.addExact(end, part.range().length());
    }
    if (end != upload.size()) {
      throw refusal(upload, "its parts have %d of %d bytes".formatted(end, upload.size()));
    }
  }

  private static void same(Upload upload, List<UploadedPart> given, List<UploadedPart> stored)
      throws IOException {
    if (given.equals(stored)) {
      return;
    }
    Map<Integer, UploadedPart> byNumber =
        stored.stream().collect(Collectors.toMap(UploadedPart::number, Function.identity()));
    for (UploadedPart part : given) {
      if (!part.equals(byNumber.get(part.number()))) {
        throw refusal(upload, "stored is %s, not %s".formatted(byNumber.get(part.number()), part));
      }
    }
    throw refusal(
        upload,
        "%d parts are stored, and %d were given or not in order"
            .formatted(stored.size(), given.size()));
  }

  private static IOException refusal(Upload upload, String reason) {
    return new IOException(
        "upload %s of %s can not be completed: %s".formatted(upload.id(), upload.key(), reason));
  }
}
