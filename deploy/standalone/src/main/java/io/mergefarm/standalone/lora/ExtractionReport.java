package io.mergefarm.standalone.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How well an adapter stands for a fine-tune: the file {@code extraction-report.json} beside it.
 *
 * @param equal how many tensors are the same in both
 * @param tensors that are not, in the order of the base
 */
public record ExtractionReport(
    String base, String finetune, int equal, List<ExtractedTensor> tensors) {

  static final String FILE = "extraction-report.json";

  public ExtractionReport {
    tensors = List.copyOf(tensors);
  }

  /** Those of one form. */
  public List<ExtractedTensor> of(ExtractedTensor.Form form) {
    return tensors.stream().filter(tensor -> tensor.form() == form).toList();
  }

  /** The largest rank of all factors; 0 where there are none. */
  int largestRank() {
    return tensors.stream().mapToInt(ExtractedTensor::rank).max().orElse(0);
  }

  void write(Path folder) throws IOException {
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(folder.resolve(FILE).toFile(), this);
  }
}
