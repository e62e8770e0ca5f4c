package io.mergefarm.contracts.safetensors;

import static io.mergefarm.contracts.safetensors.SafetensorsException.broken;

import java.util.List;
import java.util.Optional;

/** Checks that the tensors of a file fill its data from end to end. */
final class LayoutCheck {

  private final String file;

  LayoutCheck(String file) {
    this.file = file;
  }

  /**
   * Checks all of a file's tensors.
   *
   * @param tensors ordered by offset
   * @param available the bytes that the file has behind its header
   */
  void check(List<TensorInfo> tensors, long available) throws SafetensorsException {
    long end = 0;
    String before = "the header";
    for (TensorInfo tensor : tensors) {
      checkPlace(tensor, end, before);
      checkSize(tensor);
      end = tensor.end();
      before = Wording.quote(tensor.name());
    }
    checkEnd(end, available);
  }

  private void checkPlace(TensorInfo tensor, long expected, String before)
      throws SafetensorsException {
    if (tensor.end() < tensor.begin()) {
      throw broken(
          file,
          tensor.name(),
          "its data ends before it begins: %s to %s"
              .formatted(Wording.count(tensor.begin()), Wording.count(tensor.end())));
    }
    if (tensor.begin() < expected) {
      throw broken(
          file,
          tensor.name(),
          "its data begins at %s and overlaps that of %s, which ends at %s"
              .formatted(Wording.count(tensor.begin()), before, Wording.count(expected)));
    }
    if (tensor.begin() > expected) {
      throw broken(
          file,
          tensor.name(),
          "its data begins at %s and leaves a hole behind %s, which ends at %s"
              .formatted(Wording.count(tensor.begin()), before, Wording.count(expected)));
    }
  }

  private void checkSize(TensorInfo tensor) throws SafetensorsException {
    if (tensor.byteSize() != expectedSize(tensor)) {
      throw broken(
          file,
          tensor.name(),
          "%s %s takes %s bytes but its data_offsets span %s"
              .formatted(
                  tensor.dtype(),
                  tensor.shape(),
                  Wording.count(expectedSize(tensor)),
                  Wording.count(tensor.byteSize())));
    }
  }

  private long expectedSize(TensorInfo tensor) throws SafetensorsException {
    try {
      return tensor.dtype().byteSize(tensor.shape().elements());
    } catch (ArithmeticException e) {
      throw broken(
          file,
          Optional.of(tensor.name()),
          "%s %s is no whole number of bytes that can be counted"
              .formatted(tensor.dtype(), tensor.shape()),
          e);
    }
  }

  private void checkEnd(long promised, long available) throws SafetensorsException {
    if (promised > available) {
      throw broken(
          file,
          "truncated: the header promises %s bytes of data but the file has %s"
              .formatted(Wording.count(promised), Wording.count(available)));
    }
    if (promised < available) {
      throw broken(
          file,
          "the header accounts for %s bytes of data but the file has %s"
              .formatted(Wording.count(promised), Wording.count(available)));
    }
  }
}
