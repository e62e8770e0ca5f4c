package io.mergefarm.standalone.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.safetensors.SafetensorsHeader;
import io.mergefarm.contracts.safetensors.SafetensorsReader;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.storage.MappedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with a checkpoint, as its readers see it. */
record Checkpoint(Path folder) {

  /** All tensors of all shards. */
  Map<String, Tensor> tensors() throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Path shard : shards()) {
      tensors.putAll(tensors(shard));
    }
    return tensors;
  }

  /** The tensors of one file. */
  static Map<String, Tensor> tensors(Path file) throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    try (MappedFile bytes = MappedFile.open(file)) {
      SafetensorsHeader header = new SafetensorsReader().read(file.toString(), bytes);
      for (TensorInfo tensor : header.tensors()) {
        MemorySegment scratch = MemorySegment.ofArray(new byte[(int) tensor.byteSize()]);
        byte[] copy = bytes.read(header.fileOffset(tensor), scratch).toArray(ValueLayout.JAVA_BYTE);
        tensors.put(
            tensor.name(), new Tensor(tensor.dtype(), tensor.shape(), MemorySegment.ofArray(copy)));
      }
    }
    return tensors;
  }

  List<Path> shards() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  /** The SHA-256 of each file by its name. */
  Map<String, String> digests() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> digests.put(file.getFileName().toString(), sha256(file)));
    }
    return digests;
  }

  private static String sha256(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
