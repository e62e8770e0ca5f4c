package io.mergefarm.standalone.bench;

import io.mergefarm.contracts.safetensors.EncodedHeader;
import io.mergefarm.contracts.safetensors.SafetensorsHeader;
import io.mergefarm.contracts.safetensors.SafetensorsHeaderWriter;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.safetensors.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Makes checkpoints of synthetic weights; equal arguments give equal bytes. */
final class CheckpointMaker {

  static final String WEIGHTS = "model.safetensors";

  private static final String CONFIG = "config.json";
  private static final int PIECE_ELEMENTS = 1 << 20;

  private final CheckpointShape shape;
  private final Crew crew;
  private final List<TensorSpec> tensors;
  private final EncodedHeader header;

  CheckpointMaker(CheckpointShape shape, Crew crew) {
    this.shape = shape;
    this.crew = crew;
    this.tensors = shape.tensors();
    this.header = new SafetensorsHeaderWriter().write(Map.of("format", "pt"), tensors);
  }

  /** The size of the file of weights in bytes. */
  long fileSize() {
    return header.header().fileSize();
  }

  /** Whether a folder holds a checkpoint of this shape. It comes there complete, by a rename. */
  boolean made(Path folder) throws IOException {
    Path weights = folder.resolve(WEIGHTS);
    return Files.isRegularFile(weights)
        && Files.size(weights) == fileSize()
        && Files.readString(folder.resolve(CONFIG)).equals(shape.config());
  }

  /** Makes a checkpoint in a folder that does not exist. */
  void make(Path folder, SyntheticWeights weights) throws IOException, InterruptedException {
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    Files.createDirectories(partial);
    Files.writeString(partial.resolve(CONFIG), shape.config());
    Files.writeString(partial.resolve("generation_config.json"), "{}\n");
    try (FileChannel file =
        FileChannel.open(
            partial.resolve(WEIGHTS),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(file, ByteBuffer.wrap(header.bytes()), 0);
      crew.run(pieces(file, weights));
    }
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<Callable<Void>> pieces(FileChannel file, SyntheticWeights weights) {
    SafetensorsHeader layout = header.header();
    List<Callable<Void>> pieces = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      TensorSpec tensor = tensors.get(i);
      TensorInfo place = layout.tensors().get(i);
      long elements = tensor.shape().elements();
      for (long from = 0; from < elements; from += PIECE_ELEMENTS) {
        int count = (int) Math.min(PIECE_ELEMENTS, elements - from);
        long position = place.begin() / Short.BYTES + from;
        long offset = layout.fileOffset(place) + from * Short.BYTES;
        pieces.add(
            () -> {
              write(file, weights.piece(tensor, position, count), offset);
              return null;
            });
      }
    }
    return pieces;
  }

  private static void write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }
}
