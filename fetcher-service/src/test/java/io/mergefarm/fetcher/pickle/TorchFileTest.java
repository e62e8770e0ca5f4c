package io.mergefarm.fetcher.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.MappedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFileTest {

  private static final String FLOATS = "FloatStorage";

  @TempDir Path folder;

  @Test
  void everyTensorLiesWhereItIsStored() throws IOException, PickleException {
    byte[] file =
        new TorchSave()
            .tensor("matrix", DType.F32, Shape.of(2, 3), counting(24))
            .tensor("vector", DType.BF16, Shape.of(5), counting(10))
            .tensor("ids", DType.I64, Shape.of(1, 2), counting(16))
            .tensor("scalar", DType.F16, Shape.of(), counting(2))
            .tensor("nothing", DType.F32, Shape.of(0, 4), counting(0))
            .end();
    Map<String, StoredTensor> tensors = tensors(file);
    assertThat(tensors.keySet()).containsExactly("matrix", "vector", "ids", "scalar", "nothing");
    assertThat(tensors.get("matrix").dtype()).isEqualTo(DType.F32);
    assertThat(tensors.get("matrix").shape()).isEqualTo(Shape.of(2, 3));
    for (StoredTensor tensor : tensors.values()) {
      assertThat(tensor.file()).isEqualTo("weights.bin");
      int offset = Math.toIntExact(tensor.offset());
      assertThat(Arrays.copyOfRange(file, offset, offset + (int) tensor.byteSize()))
          .isEqualTo(counting((int) tensor.byteSize()));
    }
  }

  @Test
  void tensorsMayShareAStorageAndTiedOnesTheirBytes() throws IOException, PickleException {
    Pickle pickle = Pickle.begin().opcodes('}', '(');
    pickle.text("first").tensor(FLOATS, "0", 6, 0, List.of(2L), List.of(1L));
    pickle.text("second").tensor(FLOATS, "0", 6, 2, List.of(2L, 2L), List.of(2L, 1L));
    pickle.text("tied").tensor(FLOATS, "0", 6, 2, List.of(4L), List.of(1L)).opcodes('u');
    Map<String, StoredTensor> tensors = tensors(TorchSave.file(pickle.end(), counting(24)));
    long start = tensors.get("first").offset();
    assertThat(tensors.get("second").offset()).isEqualTo(start + 8);
    assertThat(tensors.get("tied").offset()).isEqualTo(start + 8);
  }

  @Test
  void parametersAndAStateDictionaryWithinAreUnderstood() throws IOException, PickleException {
    Pickle pickle = Pickle.begin().opcodes('}', '(').text("epoch").opcodes('K', 3);
    pickle.text("state_dict").opcodes('}').text("weight");
    pickle.global("torch._utils", "_rebuild_parameter").opcodes('(');
    pickle.tensor(FLOATS, "0", 1, 0, List.of(1L), List.of(1L)).opcodes(0x88, '}', 't', 'R');
    byte[] file = TorchSave.file(pickle.opcodes('s', 'u').end(), counting(4));
    assertThat(tensors(file)).containsOnlyKeys("weight");
  }

  @Test
  void stridesOfDimensionsWithOneElementSayNothing() throws IOException, PickleException {
    Pickle pickle = Pickle.begin().opcodes('}').text("weight");
    pickle.tensor(FLOATS, "0", 3, 0, List.of(1L, 3L, 1L), List.of(99L, 1L, 7L)).opcodes('s');
    assertThat(tensors(TorchSave.file(pickle.end(), counting(12)))).containsKey("weight");
  }

  private Map<String, StoredTensor> tensors(byte[] content) throws IOException, PickleException {
    Path file = Files.write(folder.resolve("weights.bin"), content);
    try (MappedFile mapped = MappedFile.open(file)) {
      return TorchFile.tensors("weights.bin", mapped);
    }
  }

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return bytes;
  }
}
