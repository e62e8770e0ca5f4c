package io.mergefarm.fetcher.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.safetensors.SafetensorsHeader;
import io.mergefarm.contracts.safetensors.SafetensorsReader;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.fetcher.pickle.PickleException;
import io.mergefarm.fetcher.pickle.TorchFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what a checkpoint says of itself: its JSON files, and the headers of its weights. */
final class CheckpointReader {

  /** Indexes list every tensor: 100,000 of them take some 10 MB. */
  private static final int MOST_JSON_BYTES = 64 << 20;

  private final SourceFiles files;
  private final ObjectMapper mapper = ContractJson.mapper();
  private final SafetensorsReader safetensors = new SafetensorsReader();

  CheckpointReader(SourceFiles files) {
    this.files = files;
  }

  /** The tensors of a file of weights by name, in the file's order. */
  Map<String, StoredTensor> readTensors(
      CheckpointFolder folder, WeightFormat format, SourceFile file)
      throws CheckpointException, IOException {
    try (ObjectReader bytes = files.open(file)) {
      return switch (format) {
        case SAFETENSORS -> stored(file, safetensors.read(file.path(), bytes));
        case PYTORCH -> TorchFile.tensors(file.path(), bytes);
      };
    } catch (PickleException e) {
      throw folder.problem(
          "%s can not be read: %s; if you trust it, convert it to safetensors"
              .formatted(file.path(), e.getMessage()),
          e);
    }
  }

  private static Map<String, StoredTensor> stored(SourceFile file, SafetensorsHeader header) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (TensorInfo tensor : header.tensors()) {
      tensors.put(
          tensor.name(),
          new StoredTensor(file.path(), header.fileOffset(tensor), tensor.dtype(), tensor.shape()));
    }
    return tensors;
  }

  ObjectNode readJson(CheckpointFolder folder, SourceFile file)
      throws CheckpointException, IOException {
    if (file.size() > MOST_JSON_BYTES) {
      throw folder.problem(
          "%s has %d bytes, and %d are allowed; download it again"
              .formatted(file.path(), file.size(), MOST_JSON_BYTES));
    }
    JsonNode json = parse(folder, file);
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw folder.problem(file.path() + " is no JSON object; download it again");
  }

  private JsonNode parse(CheckpointFolder folder, SourceFile file)
      throws CheckpointException, IOException {
    try {
      return mapper.readTree(readBytes(file));
    } catch (JsonProcessingException e) {
      throw folder.problem(
          "%s is not valid JSON%s: %s; correct it or download it again"
              .formatted(file.path(), place(e), e.getOriginalMessage()),
          e);
    }
  }

  private byte[] readBytes(SourceFile file) throws IOException {
    try (ObjectReader bytes = files.open(file)) {
      MemorySegment scratch = MemorySegment.ofArray(new byte[Math.toIntExact(bytes.size())]);
      return bytes.read(0, scratch).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }
}
